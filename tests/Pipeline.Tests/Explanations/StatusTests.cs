using System.Text.Json;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Cli.Verbs;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Explanations.Activity;
using Pipelines.Pipeline.Storage;
using Pipelines.Pipeline.Storage.Files;
using Pipelines.Pipeline.Tests.Cli;
using Pipelines.Pipeline.Tests.Storage;

namespace Pipelines.Pipeline.Tests.Explanations;

/// <summary>What a look at a store tells.</summary>
public sealed class StatusTests : IDisposable
{
    private const string Divergent = """
        experiment: small
        system: mean-field-hinge
        seed: 1
        dataset: {law: gaussian, inputDimension: 6, trainingSamples: 50}
        network: {hiddenUnits: 8}
        training: {learningRate: 10, steps: 20}
        record: {every: 5}
        sweep: {training.learningRate: [10, 1.0e+30]}
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_finished_run_is_told_with_its_failures_their_step_and_their_cause()
    {
        Assert.Contains("No run has been recorded", Execute("status").Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, Execute("logs").Code);
        Run();
        var status = Execute("status");
        Assert.StartsWith("finished  small, run ", status.Output, StringComparison.Ordinal);
        Assert.Contains("2 points: 1 complete, 1 diverged", status.Output, StringComparison.Ordinal);
        Assert.Contains("failed at point 1: hinge-training: diverged at step ", status.Output, StringComparison.Ordinal);
        Assert.Equal(status.Output, Execute("status", "--follow").Output);
        var failed = Execute("logs", "--failed").Output;
        Assert.Contains("diverged at step ", failed, StringComparison.Ordinal);
        Assert.DoesNotContain("done", failed, StringComparison.Ordinal);
        Assert.Equal(4, Execute("logs").Output.Split(" done").Length - 1);
        Assert.Equal(ExitCode.Usage, Execute("logs", "--run", "no").Code);
    }

    [Fact]
    public void What_two_runs_have_alike_is_news_of_each()
    {
        const string Points = "          1 of 4 results; 2 points: 1 complete, 1 waiting", More = "          2 of 4 results; 2 points: 2 complete";
        static string Text(params string[] lines) => string.Concat(lines.Select(l => l + "\n"));
        var before = Text("running   one, run a", Points, "running   two, run b", "          0 of 4 results; 2 points: 2 waiting");
        // The second run gets to where the first one was, which has ended.
        var after = Text("finished  one, run a", More, "running   two, run b", Points);
        Assert.Equal(after, StatusCommand.News(before, after));
        Assert.Equal("", StatusCommand.News(after, after));
        var ended = after.Replace("running   two", "finished  two", StringComparison.Ordinal);
        Assert.Equal(Text("finished  two, run b"), StatusCommand.News(after, ended));
        Assert.Equal(after, StatusCommand.News("", after));
    }

    /// <summary>An exception is no result, so it is in no store; where it came from stands in the record of the run.</summary>
    [Fact]
    public void Logs_show_where_in_the_code_an_exception_of_a_stage_came_from()
    {
        File.WriteAllText(_folder.File("x.yaml"), Toy.Experiment);
        File.WriteAllText(_folder.File("given.csv"), "1");
        string[] place = ["--store", _folder.File("toy-store")];
        var run = new Toy().Run([
            "run", _folder.File("x.yaml"), "-q", "--results", _folder.File("results"), "--set", "training.margin=-1", .. place]);
        Assert.Equal(ExitCode.PointsFailed, run.Code);
        Assert.Contains("bug: InvalidOperationException: a mistake", run.Error, StringComparison.Ordinal);
        Assert.Contains("'pipelines logs' shows where", run.Error, StringComparison.Ordinal);
        foreach (var more in (string[][])[[], ["--failed"]])
        {
            var logs = new Toy().Run(["logs", .. place, .. more]).Output;
            Assert.Contains(
                "toy-training ended in an exception:\nSystem.InvalidOperationException: a mistake\n   at ", logs, StringComparison.Ordinal);
            Assert.Contains("Toy.cs:line ", logs, StringComparison.Ordinal);
        }
        Assert.Contains("\"crashes\"", new Toy().Run(["logs", "--json", .. place]).Output, StringComparison.Ordinal);
        Assert.Contains("; 4 points: 4 failed", new Toy().Run(["status", .. place]).Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Complete, new Toy().Run([
            "run", _folder.File("x.yaml"), "-q", "--results", _folder.File("results"), .. place]).Code);
        Assert.DoesNotContain("exception", new Toy().Run(["logs", .. place]).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_at_work_is_seen_without_its_lock_and_a_dead_one_is_stopped()
    {
        Run();
        using var working = new ArtifactStore(new LocalFileSystem(), _folder.File("store"));
        var keys = working.Runs.All().Single().Keys;
        Assert.Equal(_folder.Path, working.Runs.All().Single().Folder);
        var missing = Stages.Digest.Of("missing");
        working.Runs.Write(working.Runs.All().Single() with { Id = working.Writer, Started = DateTimeOffset.UtcNow, Keys = keys.Add(missing) });
        Assert.Null(working.Claims.Register(exclusive: false));
        working.Claims.TryClaim([missing]);
        working.Claims.Tell(missing, 0.42);
        working.Claims.Sign();
        using var locked = new LocalFileSystem().TryLock(Path.Combine(_folder.File("store"), "claims", "lock"));
        Assert.NotNull(locked);

        var running = Execute("status").Output;
        Assert.StartsWith($"running   small, run {working.Writer}, process {Environment.ProcessId} on ", running, StringComparison.Ordinal);
        Assert.Contains($"{keys.Length - 1} of {keys.Length + 1} results, 1 more claimed", running, StringComparison.Ordinal);

        Assert.Contains($"42 % of {missing.Hex[..8]}\n", running, StringComparison.Ordinal);

        var processes = new FakeProcesses(1);
        using var looking = new ArtifactStore(new LocalFileSystem(), _folder.File("store"));
        var dead = new StoreActivity(
            new LocalFileSystem(), looking, Systems.BuiltIn, processes, _ => _ => throw new InvalidOperationException("no files")).Look();
        Assert.NotEqual(RunState.Finished, dead[0].State);
    }

    [Fact]
    public void Every_point_is_in_the_json()
    {
        Run();
        using var json = JsonDocument.Parse(Execute("status", "--json").Output);
        var points = json.RootElement.GetProperty("runs")[0].GetProperty("points").EnumerateArray().Select(p => p.GetProperty("status").GetString());
        Assert.Equal(["complete", "diverged"], points);
    }

    private void Run()
    {
        File.WriteAllText(_folder.File("x.yaml"), Divergent);
        Assert.Equal(ExitCode.PointsFailed, Tool.Run(
            "run", _folder.File("x.yaml"), "-q", "--store", _folder.File("store"), "--results", _folder.File("results"), "--threads", "1").Code);
    }

    private (int Code, string Output, string Error) Execute(string verb, params string[] more) =>
        Tool.Run([verb, "--store", _folder.File("store"), .. more]);
}
