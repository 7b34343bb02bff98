using Pipelines.Pipeline.Cli;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Storage;
using Pipelines.Pipeline.Storage.Files;

namespace Pipelines.Pipeline.Tests.Cli;

public sealed class FailurePolicyTests : IDisposable
{
    /// <summary>Every second point diverges at its first step.</summary>
    private const string Text = """
        experiment: small
        system: mean-field-hinge
        seed: 1
        replicates: 3
        dataset: {law: gaussian, inputDimension: 6, trainingSamples: 50}
        network: {hiddenUnits: 8}
        training: {learningRate: 10, steps: 20}
        record: {every: 5}
        sweep: {training.learningRate: [10, 1.0e+30]}
        """;

    private readonly TemporaryFolder _folder = new();

    public FailurePolicyTests() => File.WriteAllText(_folder.File("small.yaml"), Text);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void By_default_a_failed_point_stops_no_other()
    {
        var run = Run();
        Assert.Equal(ExitCode.PointsFailed, run.Code);
        Assert.Contains("3 complete, 3 diverged", run.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--fail-fast")]
    [InlineData("--max-failures", "1")]
    public void A_run_that_stops_at_a_failure_says_which_points_it_did_not_come_to_and_goes_on_later(params string[] policy)
    {
        var stopped = Run(policy);
        Assert.Equal(ExitCode.PointsFailed, stopped.Code);
        Assert.Contains("unfinished", stopped.Text, StringComparison.Ordinal);
        Assert.Contains("3 complete, 3 diverged", Run().Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_chosen_points_run_again_and_the_others_keep_their_results()
    {
        Run();
        var again = Run("--only", "diverged,failed");
        Assert.Equal(ExitCode.PointsFailed, again.Code);
        Assert.Contains("3 complete, 3 diverged", again.Text, StringComparison.Ordinal);
        using var store = new ArtifactStore(new LocalFileSystem(), _folder.File("store"));
        Assert.Equal(3, store.Records().Count(r => r.IsFailure));
        Assert.Equal(2, Directory.GetFiles(_folder.File("store/segments"), "*.segment").Length);
    }

    [Fact]
    public void What_nobody_can_know_is_refused()
    {
        Assert.Equal(ExitCode.Usage, Run("--only", "failed").Code);
        Run();
        Assert.Equal(ExitCode.Usage, Run("--only", "nonsense").Code);
        Assert.Equal(ExitCode.Usage, Run("--only", "diverged", "--set", "training.steps=21").Code);
    }

    private (int Code, string Text) Run(params string[] more)
    {
        using var text = new StringWriter();
        var code = CommandLine.RunAsync(
            ["run", _folder.File("small.yaml"), "--store", _folder.File("store"), "--results", _folder.File("results"), "--threads", "1", .. more],
            new LocalFileSystem(), new(text, text, IsTerminal: false)).GetAwaiter().GetResult();
        return (code, text.ToString());
    }
}
