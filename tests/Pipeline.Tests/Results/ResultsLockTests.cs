using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Results;
using Pipelines.Pipeline.Storage.Files;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Tests.Results;

/// <summary>One results folder has one writer, whatever the store, and what is drawn is of tables that somebody vouches for.</summary>
public sealed class ResultsLockTests : IDisposable
{
    private const string Figures = "\nfigures: [{name: fall, panels: [{layers: [{draw: line, table: trajectory, x: step, y: loss}]}]}]\n";

    private readonly TemporaryFolder _folder = new();

    public ResultsLockTests()
    {
        File.WriteAllText(_folder.File("x.yaml"), Explanations.Toy.Experiment + Figures);
        File.WriteAllText(_folder.File("given.csv"), "1");
        Assert.Equal(ExitCode.Complete, Run("store").Code);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_with_another_store_does_not_write_where_somebody_writes()
    {
        using (new ResultsMark(new LocalFileSystem(), Folder()).Lock(TimeSpan.Zero))
        {
            var before = File.ReadAllBytes(_folder.File("results/toy/manifest.json"));
            var (code, _, error) = Run("other", "--set", "training.steps=30", "--no-wait");
            Assert.Equal(ExitCode.Locked, code);
            Assert.Contains(Folder(), error, StringComparison.Ordinal);
            Assert.Equal(before, File.ReadAllBytes(_folder.File("results/toy/manifest.json")));
        }
        var again = Run("other", "--set", "training.steps=30", "--no-wait");
        Assert.Equal(ExitCode.Complete, again.Code);
    }

    [Fact]
    public async Task Verify_waits_for_who_writes_and_calls_nothing_damaged_that_is_sound()
    {
        var points = _folder.File("results/toy/points.parquet");
        var bytes = File.ReadAllBytes(points);
        Task<(int Code, string Output, string Error)> verify;
        using (new ResultsMark(new LocalFileSystem(), Folder()).Lock(TimeSpan.Zero))
        {
            File.WriteAllText(points, "half a table");
            verify = Task.Run(() => new Explanations.Toy().Run("verify", "--store", _folder.File("store")));
            await Task.Delay(500);
            Assert.False(verify.IsCompleted);
            File.WriteAllBytes(points, bytes);
        }
        Assert.Equal(ExitCode.Complete, (await verify).Code);
    }

    [Theory]
    [InlineData("points.parquet")]
    [InlineData("series/trajectory.parquet")]
    [InlineData("verdicts.parquet")]
    [InlineData("experiment.yaml")]
    [InlineData("manifest.json")]
    public void Nothing_is_drawn_of_what_the_manifest_does_not_vouch_for(string name)
    {
        var changed = name.EndsWith(".parquet", StringComparison.Ordinal)
            ? File.ReadAllBytes(_folder.File(name.StartsWith("series", StringComparison.Ordinal)
                ? "results/toy/series/theory.parquet"
                : name == "points.parquet"
                ? "results/toy/verdicts.parquet"
                : "results/toy/points.parquet"))
            : [.. File.ReadAllBytes(_folder.File($"results/toy/{name}")), (byte)'#'];
        File.WriteAllBytes(_folder.File($"results/toy/{name}"), changed);
        var before = Digests();
        var (code, _, error) = new Explanations.Toy().Run("report", Folder());
        Assert.Equal(ExitCode.InputOutput, code);
        Assert.Contains(name, error.Replace('\\', '/'), StringComparison.Ordinal);
        Assert.Equal(before, Digests());
    }

    [Fact]
    public void Another_experiment_is_drawn_beside_and_says_so()
    {
        var before = Digests();
        File.WriteAllText(_folder.File("y.yaml"), (Explanations.Toy.Experiment + Figures).Replace("fall", "other", StringComparison.Ordinal));
        var (code, output, error) = new Explanations.Toy().Run("report", Folder(), "--experiment", _folder.File("y.yaml"));
        Assert.True(code == ExitCode.Complete, error);
        Assert.Contains("redrawn", output, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.File("results/toy/redrawn/figures/other.svg")));
        Assert.Contains(
            "another experiment file, y.yaml", File.ReadAllText(_folder.File("results/toy/redrawn/report.html")), StringComparison.Ordinal);
        Assert.Equal(before, Digests().Where(d => !d.Contains("redrawn", StringComparison.Ordinal)));
        Assert.Equal(ExitCode.Complete, new Explanations.Toy().Run("verify", "--store", _folder.File("store")).Code);

        // The same experiment is drawn in its place; the next results take what was drawn of these away.
        Assert.Equal(ExitCode.Complete, new Explanations.Toy().Run("report", Folder(), "--experiment", _folder.File("x.yaml")).Code);
        Assert.Equal(ExitCode.Complete, Run("store", "--set", "training.steps=30").Code);
        Assert.Empty(Directory.GetFiles(_folder.File("results/toy/redrawn"), "*", SearchOption.AllDirectories));
    }

    private string Folder() => _folder.File("results/toy");

    private List<string> Digests() =>
    [
        .. Directory.GetFiles(Folder(), "*", SearchOption.AllDirectories)
            .Where(f => !Path.GetFileName(f).StartsWith(".pipelines", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(f => $"{f} {Digest.Of(File.ReadAllBytes(f)).Hex}"),
    ];

    private (int Code, string Output, string Error) Run(string store, params string[] more) =>
        new Explanations.Toy().Run(
        [
            "run", _folder.File("x.yaml"), "-q", "--store", _folder.File(store), "--results", _folder.File("results"), "--threads", "1", .. more
        ]);
}
