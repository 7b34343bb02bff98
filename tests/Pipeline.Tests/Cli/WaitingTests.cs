using Pipelines.Pipeline.Cli;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Runs;
using Pipelines.Pipeline.Storage;
using Pipelines.Pipeline.Storage.Files;

namespace Pipelines.Pipeline.Tests.Cli;

/// <summary>Another process computes what a run needs.</summary>
public sealed class WaitingTests : IDisposable
{
    private const string Text = """
        experiment: small
        system: quenching-activation
        seed: 7
        target: {function: single-neuron}
        dataset: {law: population, inputDimension: 2}
        network: {hiddenUnits: 3}
        training: {learningRate: 0.01, steps: 4, optimiser: gradient-descent}
        record: {every: 2}
        randomFeatures: false
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _error = new();

    public WaitingTests() => File.WriteAllText(_folder.File("small.yaml"), Text);

    public void Dispose()
    {
        _folder.Dispose();
        _error.Dispose();
    }

    [Fact]
    public async Task A_run_that_is_not_to_wait_ends_and_says_for_whom_it_would_have_to()
    {
        using (Holding())
        {
            Assert.Equal(ExitCode.Locked, await RunAsync("--no-wait"));
            Assert.Contains($"the rest is up to process {Environment.ProcessId} on ", Told(), StringComparison.Ordinal);
            Assert.Contains(", at work since 20", Told(), StringComparison.Ordinal);
        }
        Assert.Equal(ExitCode.Complete, await RunAsync("--no-wait"));
    }

    [Fact]
    public async Task A_run_that_waits_says_for_whom_and_goes_on_when_that_has_ended()
    {
        Task<int> run;
        using (Holding())
        {
            run = Task.Run(() => RunAsync());
            while (!Told().Contains($"Waiting for process {Environment.ProcessId} on ", StringComparison.Ordinal)) await Task.Delay(20);
            Assert.Contains("it computes 1 results that this run needs", Told(), StringComparison.Ordinal);
            Assert.False(run.IsCompleted);
        }
        Assert.Equal(ExitCode.Complete, await run);
    }

    /// <summary>A process, this one, that has claimed everything.</summary>
    private ArtifactStore Holding()
    {
        var plan = PlannedExperiment.Load(new() { Store = _folder.File("store"), Results = _folder.Path, Threads = 1 }, _folder.File("small.yaml"))
            .Required();
        plan.Store.Claims.Register(exclusive: false);
        plan.Store.Claims.TryClaim([.. plan.Plan.ToRun.Select(s => s.Node.Key)]);
        return plan.Store;
    }

    private string Told()
    {
        lock (_error) return _error.ToString();
    }

    private Task<int> RunAsync(params string[] more) => CommandLine.RunAsync(
        ["run", _folder.File("small.yaml"), "--store", _folder.File("store"), "--results", _folder.File("results"), "--threads", "1", .. more],
        new LocalFileSystem(), new(TextWriter.Null, TextWriter.Synchronized(_error), IsTerminal: false));
}
