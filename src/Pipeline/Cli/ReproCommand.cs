using System.Collections.Immutable;
using System.CommandLine;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Results;
using Pipelines.Pipeline.Storage;

namespace Pipelines.Pipeline.Cli;

/// <summary><c>pipelines repro</c>: makes an output file again from its own record, with nothing that was stored, and compares bytes.</summary>
internal static class ReproCommand
{
    public static Verb Create(CommandContext context)
    {
        var file = new Argument<string>("output") { Description = "Table, figure or report of a results folder, or the folder for all of them.", HelpName = "FILE" };
        var threads = WholeNumber.Option("--threads", "Processor threads to use; the results do not depend on it.", smallest: 1, value: Environment.ProcessorCount);
        var json = JsonOutput.Option();
        var verb = new Verb("repro", "Make a table, figure or report again from its own record, in a fresh store, and compare bytes.")
        {
            StopsCleanly = true,
            Examples =
            [
                new("can this figure be had again?", "pipelines repro results/quickstart/figures/clock.svg"),
                new("and everything else?", "pipelines repro results/quickstart"),
            ],
        };
        verb.Arguments.Add(file);
        verb.Options.Add(threads);
        verb.Options.Add(json);
        verb.SetAction((parsed, cancellation) => RunAsync(context, parsed.GetRequiredValue(file), parsed.GetValue(threads), parsed.GetValue(json), cancellation));
        return verb;
    }

    private static async Task<int> RunAsync(CommandContext context, string path, int threads, bool isJson, CancellationToken cancellation)
    {
        var streams = context.Streams;
        if (Reproduction.Find(context.Files, path, out var problem) is not { } wanted)
        {
            streams.Error.WriteLine(problem);
            return ExitCode.Usage;
        }
        using var scratch = new ScratchFolder();
        var (report, code) = await new Reproducing(context, threads).RunAsync(wanted, scratch.Path, cancellation).ConfigureAwait(false);
        if (report is null) return code;
        if (isJson) JsonOutput.Write(streams.Out, report);
        else Write(streams.Out, report);
        return code;
    }

    private static void Write(TextWriter output, ReproReport report)
    {
        foreach (var note in report.Notes) output.WriteLine(UnsafeCharacters.OnOneLine(note));
        foreach (var file in report.Files) output.WriteLine(UnsafeCharacters.OnOneLine($"{(file.Same ? "same" : "different"),-9} {file.Name}: {file.Finding}"));
    }
}

/// <summary>What is to be made again.</summary>
/// <param name="Folder">The results folder.</param>
/// <param name="Manifest">What it says about itself.</param>
/// <param name="Names">Files of it.</param>
internal sealed record Reproduction(string Folder, Manifest Manifest, ImmutableArray<string> Names)
{
    private const string TimingsName = "timings.parquet";

    /// <summary>Manifests lie at most so many folders above their files.</summary>
    private const int MostLevels = 3;

    /// <summary>The folder and the files that a path means; null with the problem.</summary>
    public static Reproduction? Find(IFileSystem files, string path, out string problem)
    {
        problem = "";
        var (whole, why) = Manifest.Read(files, path);
        if (whole is not null) return new(path, whole, [.. whole.Files.Keys.Where(IsRepeatable)]);
        if (why.Length > 0)
        {
            problem = $"{Path.Combine(path, Manifest.FileName)} cannot be used, {why}; run the experiment of these results again.";
            return null;
        }
        if (files.FileExists(Path.Combine(path, "points.parquet")))
        {
            problem = $"{path}: these results have no {Manifest.FileName}, which would say what they were made with; run their experiment file and compare with 'pipelines diff --numbers'.";
            return null;
        }
        if (!files.FileExists(path))
        {
            problem = $"{path}: there is no such file, and no results folder of that name.";
            return null;
        }
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        for (var level = 0; level < MostLevels && folder is not null; level++, folder = Path.GetDirectoryName(folder))
        {
            if (Manifest.TryRead(files, folder) is not { } manifest) continue;
            var name = Path.GetRelativePath(folder, Path.GetFullPath(path)).Replace(Path.DirectorySeparatorChar, '/');
            if (manifest.Files.ContainsKey(name) && IsRepeatable(name)) return new(folder, manifest, [name]);
            problem = name is Manifest.FileName or TimingsName
                ? $"{path}: this says when, where and how long a run took, which does not repeat."
                : $"{path}: the manifest of {folder} does not list it.";
            return null;
        }
        problem = $"{path}: no {Manifest.FileName} beside or above it says where it comes from.";
        return null;
    }

    private static bool IsRepeatable(string name) => name != TimingsName;
}

/// <summary>What <c>repro --json</c> writes.</summary>
/// <param name="Same">Every file has the same bytes.</param>
/// <param name="Notes">What differs between then and now, in sentences.</param>
/// <param name="Files">The files.</param>
internal sealed record ReproReport(bool Same, ImmutableArray<string> Notes, ImmutableArray<ReproReport.File> Files)
{
    /// <param name="Name">Name below the results folder.</param>
    /// <param name="Same">It has the same bytes.</param>
    /// <param name="Finding">What was found, in a sentence.</param>
    internal sealed record File(string Name, bool Same, string Finding);
}
