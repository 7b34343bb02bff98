using System.Security.Cryptography;
using Pipelines.Pipeline.Cli;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Storage.Files;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Cli;

/// <summary>Digests of small runs that were written down: results change only when somebody means it.</summary>
/// <remarks>
/// A mismatch means that a stage computes other numbers or that files are written otherwise. The first needs a new <c>Version</c> of the stage and a
/// line in the changelog, the second a line in the changelog; only then may the digests be written anew.
/// </remarks>
public sealed class GoldenTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("hinge")]
    [InlineData("mixture")]
    [InlineData("quenching")]
    public async Task A_small_run_leaves_the_bytes_that_were_written_down(string experiment)
    {
        var file = Path.Combine(RepositoryFiles.Root, "pipelines", "tiny", $"{experiment}.yaml");
        using var output = new StringWriter();
        using var error = new StringWriter();
        string[] command =
        [
            "run", file, "--set", "replicates=2", "--store", _folder.File("store"), "--results", _folder.File("results"), "--threads", "2"
        ];
        Assert.Equal(ExitCode.Complete, await CommandLine.RunAsync(command, new LocalFileSystem(), new(output, error, IsTerminal: false)));
        var results = _folder.File($"results/tiny-{experiment}");
        var digests = Directory.EnumerateFiles(results, "*.parquet", SearchOption.AllDirectories)
            .Select(f => (Name: Path.GetRelativePath(results, f), Hash: Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(f)))))
            .Where(f => f.Name != "timings.parquet").OrderBy(f => f.Name, StringComparer.Ordinal)
            .Select(f => $"{f.Hash}  {f.Name}");
        Assert.Equal(await File.ReadAllLinesAsync(RepositoryFiles.Reference("golden", $"tiny-{experiment}.txt")), digests);
    }
}
