using System.Security.Cryptography;
using System.Text.Json;
using Pipelines.Tests;

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
        var reference = Digests(RunHere(experiment, "1"));
        foreach (var threads in new[] { "2", "3", "4", "8" }) Assert.Equal(reference, Digests(RunHere(experiment, threads)));
    }

    [Theory]
    [InlineData("hinge")]
    [InlineData("mixture")]
    [InlineData("quenching")]
    public void Any_instruction_set_gives_the_same_bytes(string experiment)
    {
        var reference = Digests(RunHere(experiment, "2"));
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
        var first = Digests(RunHere("hinge", "2"));
        var store = _folder.File("shared-store");
        var results = _folder.File("shared-results");
        string[] command = ["run", FileOf("hinge"), "--set", "replicates=2", "--store", store, "--results", results];
        Assert.Equal(0, Tool.Run([.. command, "--set", "replicates=1"]).Code);
        Assert.Equal(0, Tool.Run(command).Code);
        Assert.Equal(first, Digests(Path.Combine(results, "tiny-hinge")));
    }

    /// <summary>In this process: its instruction sets are those of any other that is not told otherwise.</summary>
    private string RunHere(string experiment, string threads) => Run(experiment, threads, command =>
    {
        var (code, output, error) = Tool.Run(command);
        return new(code, output, error);
    });

    private string Run(string experiment, string threads, (string Name, string Value) environment) =>
        Run(experiment, threads, command => ChildProcess.Run(command, environment));

    private string Run(string experiment, string threads, Func<string[], ChildProcess.Finished> run)
    {
        var name = Guid.NewGuid().ToString("N");
        var (store, results) = (_folder.File($"store-{name}"), _folder.File($"results-{name}"));
        var finished = run(["run", FileOf(experiment), "--set", "replicates=2", "--store", store, "--results", results, "--threads", threads]);
        Assert.True(finished.ExitCode is 0, $"exit {finished.ExitCode}\n{finished.Output}\n{finished.Error}");
        return Path.Combine(results, $"tiny-{experiment}");
    }

    private static string FileOf(string experiment) => Path.Combine(RepositoryFiles.Root, "pipelines", "tiny", $"{experiment}.yaml");

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
