using System.Security.Cryptography;
using System.Text;
using Pipelines.Pipeline.Cli;
using Pipelines.Pipeline.Storage.Files;

namespace Pipelines.Pipeline.Tests.Faults.Outside;

/// <summary>A run on an empty disk that nothing happens to.</summary>
/// <param name="Code">Its exit code.</param>
/// <param name="Name">Of its results folder.</param>
/// <param name="Folder">Where its results are.</param>
/// <param name="Files">Their repeatable files.</param>
/// <param name="Error">What it complained about.</param>
internal sealed record CleanRun(int Code, string Name, string Folder, SortedDictionary<string, byte[]> Files, string Error)
{
    /// <summary>The first difference of files to these, or null.</summary>
    /// <param name="found">The files.</param>
    /// <param name="isTablesOnly">Figures and reports are not looked at.</param>
    public string? DifferenceTo(SortedDictionary<string, byte[]> found, bool isTablesOnly)
    {
        bool IsWanted(string name) => !isTablesOnly || name.EndsWith(".parquet", StringComparison.Ordinal);
        foreach (var (name, content) in Files.Where(f => IsWanted(f.Key)))
        {
            if (!found.TryGetValue(name, out var other)) return $"{name} is missing";
            if (!content.AsSpan().SequenceEqual(other)) return $"{name} differs";
        }
        return found.Keys.Where(n => IsWanted(n) && !Files.ContainsKey(n)).Select(n => $"{n} is left over").FirstOrDefault();
    }
}

/// <summary>What inputs give when nothing happens, computed once for the same bytes.</summary>
internal sealed class CleanRuns(string root)
{
    private readonly Dictionary<string, CleanRun> _known = new(StringComparer.Ordinal);

    /// <returns>Null where an input is no file that can be read: no run can end well then.</returns>
    public CleanRun? Of(string experiment, IReadOnlyDictionary<string, byte[]?> inputs)
    {
        if (inputs.Values.Any(v => v is null)) return null;
        var key = KeyOf(inputs!);
        return _known.TryGetValue(key, out var known) ? known : _known[key] = Run(experiment, inputs!, Path.Combine(root, $"{_known.Count}"));
    }

    private static CleanRun Run(string experiment, IReadOnlyDictionary<string, byte[]> inputs, string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var (name, content) in inputs) File.WriteAllBytes(Path.Combine(folder, name), content);
        var results = Path.Combine(folder, "results");
        using var error = new StringWriter();
        var code = CommandLine.RunAsync(
            ["run", Path.Combine(folder, experiment), "--store", Path.Combine(folder, "store"), "--results", results, "--threads", "1", "-q"],
            new LocalFileSystem(), new(TextWriter.Null, error, false)).GetAwaiter().GetResult();
        var made = Directory.Exists(results) ? Directory.GetDirectories(results).Single() : Path.Combine(results, "none");
        return new(code, Path.GetFileName(made), made, Directory.Exists(made) ? Repeatable(made) : [], error.ToString());
    }

    /// <summary>Markers and locks say nothing of numbers.</summary>
    private static SortedDictionary<string, byte[]> Repeatable(string folder)
    {
        var files = RepeatableFiles.Of(folder);
        foreach (var name in files.Keys.Where(n => n.StartsWith(".pipelines-", StringComparison.Ordinal)).ToList()) files.Remove(name);
        return files;
    }

    private static string KeyOf(IReadOnlyDictionary<string, byte[]> inputs)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, content) in inputs)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}\n{content.Length}\n"));
            hash.AppendData(content);
        }
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
