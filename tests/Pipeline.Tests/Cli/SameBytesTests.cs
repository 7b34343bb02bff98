using System.Security.Cryptography;
using System.Text.Json;

namespace Pipelines.Pipeline.Tests.Cli;

/// <summary>The determinism contract on the whole tool: same experiment, same bytes.</summary>
public sealed class SameBytesTests : IDisposable
{
    private static readonly string[] VolatileFiles = ["manifest.json", "timings.parquet"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("hinge")]
    [InlineData("mixture")]
    [InlineData("quenching")]
    public void Any_number_of_threads_gives_the_same_bytes(string experiment)
    {
        var reference = Digests(Run(experiment, "1"));
        foreach (var threads in new[] { "2", "3", "4", "8" }) Assert.Equal(reference, Digests(Run(experiment, threads)));
    }

    [Theory]
    [InlineData("hinge")]
    [InlineData("mixture")]
    [InlineData("quenching")]
    public void Any_instruction_set_gives_the_same_bytes(string experiment)
    {
        var reference = Digests(Run(experiment, "2"));
        foreach (var (variable, value, absent) in new[]
        {
            ("DOTNET_EnableAVX512", "0", "AVX-512"),
            ("DOTNET_PreferredVectorBitWidth", "256", ""),
            ("DOTNET_EnableAVX2", "0", "AVX2"),
            ("DOTNET_EnableHWIntrinsic", "0", "SSE4.2"),
        })
        {
            var results = Run(experiment, "2", (variable, value));
            var sets = InstructionSets(results);
            Assert.True(absent.Length == 0 || !sets.Contains(absent), $"{variable}={value} left {string.Join(", ", sets)}.");
            Assert.Equal(reference, Digests(results));
        }
    }

    [Fact]
    public void A_run_that_goes_on_leaves_the_same_bytes_as_one_that_starts_over()
    {
        var first = Digests(Run("hinge", "2"));
        var store = _folder.File("shared-store");
        var results = _folder.File("shared-results");
        string[] command = ["run", "pipelines/tiny/hinge.yaml", "--set", "replicates=2", "--store", store, "--results", results];
        Assert.Equal(0, ChildProcess.Run([.. command, "--set", "replicates=1"]).ExitCode);
        Assert.Equal(0, ChildProcess.Run(command).ExitCode);
        Assert.Equal(first, Digests(Path.Combine(results, "tiny-hinge")));
    }

    private string Run(string experiment, string threads, params (string Name, string Value)[] environment)
    {
        var name = Guid.NewGuid().ToString("N");
        var (store, results) = (_folder.File($"store-{name}"), _folder.File($"results-{name}"));
        var finished = ChildProcess.Run(
            ["run", $"pipelines/tiny/{experiment}.yaml", "--set", "replicates=2", "--store", store, "--results", results, "--threads", threads], environment);
        Assert.True(finished.ExitCode is 0, $"exit {finished.ExitCode}\n{finished.Output}\n{finished.Error}");
        return Path.Combine(results, $"tiny-{experiment}");
    }

    private static SortedDictionary<string, string> Digests(string folder)
    {
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .ToDictionary(f => Path.GetRelativePath(folder, f), f => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f))));
        foreach (var name in VolatileFiles) Assert.True(files.Remove(name));
        Assert.True(files.Count >= 5);
        return new(files, StringComparer.Ordinal);
    }

    private static HashSet<string> InstructionSets(string folder)
    {
        using var manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "manifest.json")));
        return [.. manifest.RootElement.GetProperty("Volatile").GetProperty("instructionSets").GetString()!.Split(", ")];
    }
}
