using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Explanations;
using Pipelines.Pipeline.Runs;
using Pipelines.Pipeline.Storage;
using Pipelines.Pipeline.Tests.Cli;
using Pipelines.Stages.Checks;

namespace Pipelines.Pipeline.Tests.Runs;

/// <summary>What a program does with the library, without a command line.</summary>
public sealed class LibraryTests : IDisposable
{
    private const string Small = """
        experiment: small
        system: mean-field-hinge
        seed: 3
        replicates: 5
        dataset: {law: gaussian, inputDimension: 4, trainingSamples: 60, testSamples: 30}
        network: {hiddenUnits: 6}
        training: {effectiveLearningRate: 2, steps: 12}
        record: {every: 4}
        checks: [{name: low, value: trajectory.testError, atMost: 1}]
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private Project Here => new() { Store = _folder.File("store"), Results = _folder.File("results"), Threads = 2 };

    [Fact]
    public async Task A_run_gives_typed_tables_verdicts_and_statuses()
    {
        var run = await Experiment.Parse(Small, Here).With("network.hiddenUnits", 6, 8).RunAsync();
        Assert.Equal(("small", 10, 10), (run.Experiment, run.Points, run.Statuses["complete"]));
        var trajectory = run.Table("trajectory");
        Assert.Equal([6L, 8L], trajectory.Column<long>("hiddenUnits").Distinct());
        Assert.Equal(4 * 10, trajectory.Column<double>("testError").Length);
        Assert.All(run.Table("points").Column<string>("status"), s => Assert.Equal("complete", s));
        Assert.Contains("holds Number, not String", Assert.Throws<ArgumentException>(
            () => trajectory.Column<string>("testError")).Message, StringComparison.Ordinal);
        Assert.Contains(
            "there are point, ", Assert.Throws<ArgumentException>(() => trajectory.Column<double>("error")).Message, StringComparison.Ordinal);
        Assert.Equal([Outcome.Pass, Outcome.Pass], run.Verdicts.Select(v => v.Outcome));
        Assert.Equal(KeyValuePair.Create<string, object>("network.hiddenUnits", 8L), run.Verdicts[1].At.Single());
        var written = ResultsFolder.Open(run.Folder, Here).Verdicts;
        Assert.Equal(run.Verdicts.Select(v => v with { At = [] }), written.Select(v => v with { At = [] }));
        Assert.Equal(run.Verdicts.SelectMany(v => v.At), written.SelectMany(v => v.At));
    }

    [Fact]
    public async Task The_library_and_the_command_line_write_the_same_files_and_share_a_store()
    {
        File.WriteAllText(_folder.File("small.yaml"), Small);
        await Experiment.Load(_folder.File("small.yaml"), Here).With("training.steps", 8).RunAsync();
        var (code, output, error) = Tool.Run(
            "run", _folder.File("small.yaml"), "--set", "training.steps=8", "--store", _folder.File("other"), "--results", _folder.File("again"),
            "-q");
        Assert.True(code == ExitCode.Complete, output + error);
        Assert.True(DiffReport.Of(_folder.File("results/small"), _folder.File("again/small")).Same);
        Assert.Equal(File.ReadAllBytes(_folder.File("results/small/points.parquet")), File.ReadAllBytes(_folder.File("again/small/points.parquet")));
        var plan = Tool.Run("plan", _folder.File("small.yaml"), "--set", "training.steps=8", "--store", _folder.File("store"), "--exit-code");
        Assert.Equal(ExitCode.Complete, plan.Code);
    }

    [Fact]
    public async Task A_run_is_sent_where_there_is_such_a_scheduler_and_what_is_stored_is_written_at_once_with_its_notices()
    {
        File.WriteAllText(_folder.File("small.yaml"), Small);
        var experiment = Experiment.Load(_folder.File("small.yaml"), Here).With("replicates", 1);
        using (var plan = experiment.Plan())
        {
            var refused = await Assert.ThrowsAsync<RefusedException>(() => plan.SubmitAsync(new() { Scheduler = "slrum" }));
            Assert.Contains("slurm, script", refused.Message, StringComparison.Ordinal);
            var sent = Assert.IsType<SubmitResult.Sent>(await plan.SubmitAsync(new() { Scheduler = "script" }));
            Assert.Equal("", sent.Problem);
        }
        using (var store = ResultStore.Open(Here)) Assert.Equal("small", Assert.Single(store.Submissions("small")).Experiment);

        var elsewhere = Experiment.Load(_folder.File("small.yaml"), Here with { Results = _folder.File("elsewhere") }).With("training.steps", 8);
        await elsewhere.RunAsync();
        File.AppendAllText(_folder.File("elsewhere/small/experiment.yaml"), "# mine");
        var heard = new Sentences();
        using var stored = elsewhere.Plan();
        Assert.IsType<SubmitResult.Finished>(await stored.SubmitAsync(new() { Scheduler = "script" }, notices: heard));
        Assert.Contains(heard.All, s => s.Contains("replaced", StringComparison.Ordinal));
    }

    private sealed class Sentences : IProgress<string>
    {
        public List<string> All { get; } = [];

        public void Report(string value) => All.Add(value);
    }

    [Fact]
    public void Errors_are_values_with_places_or_one_exception_with_all_of_them()
    {
        File.WriteAllText(_folder.File("bad.yaml"), Small.Replace("steps: 12", "steps: -1", StringComparison.Ordinal)
            .Replace("law: gaussian", "law: gausian", StringComparison.Ordinal));
        var errors = Experiment.TryLoad(_folder.File("bad.yaml"), ["network.hiddenUnits=x"], Here).Match(_ => [], e => e.ToArray());
        Assert.Equal([5, 7, 1], errors.Select(e => e.Line));
        var thrown = Assert.Throws<ExperimentException>(() => Experiment.Load(_folder.File("bad.yaml"), Here));
        Assert.Equal(2, thrown.Errors.Length);
        Assert.Contains("did you mean 'gaussian'?", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("There is no such file.", Assert.Throws<ExperimentException>(() => Experiment.Load(
            _folder.File("none.yaml"), Here)).Message, StringComparison.Ordinal);
        Assert.Throws<ExperimentException>(() => Experiment.Parse(Small, Here).With("network.units", 3));
        Assert.Throws<ArgumentException>(() => Experiment.Parse(Small, Here).With("network.hiddenUnits", new object()));
    }

    [Theory]
    [InlineData("replicates", "2", 2)]
    [InlineData("training.steps", "7", 7)]
    [InlineData("title", "\"a, b: 'c'\"", "a, b: 'c'")]
    [InlineData("training.effectiveLearningRate", "0.1", 0.1)]
    [InlineData("training.precision", "float64", "float64")]
    public void A_value_of_a_program_is_the_value_in_the_file(string setting, string written, object value)
    {
        var experiment = Experiment.Parse(Small, Here);
        Assert.Equal(experiment.WithText($"{setting}={written}").Text, experiment.With(setting, value).Text);
        Assert.Equal(Experiment.Parse(Small, Here).Text, experiment.Text);
    }

    [Fact]
    public async Task A_plan_is_what_a_run_does_and_what_it_did_is_reused()
    {
        var experiment = Experiment.Parse(Small, Here);
        using (var before = experiment.Plan())
        {
            Assert.True(before.StagesToRun > 0);
            Assert.Equal(before.StagesToRun, before.Report().Work.Count(w => w.Action == PlanAction.Run));
            Assert.Equal(before.StagesToRun, before.Graph().Blocks.Sum(b => b.Stages.Sum(s => s.Run)));
            before.Save(_folder.File("plan.json"));
            Assert.Equal(ChangeKind.First, before.Explain(point: 0, stage: "hinge-training").Stages.Single().Changes.Single().Kind);
            Assert.Throws<RefusedException>(() => before.Explain(point: 5));
        }
        await experiment.RunAsync(new() { PlanFile = _folder.File("plan.json") });
        using var after = experiment.Plan();
        Assert.Equal(0, after.StagesToRun);
        var refused = await Assert.ThrowsAsync<RefusedException>(() => after.RunAsync(new() { PlanFile = _folder.File("plan.json") }));
        Assert.Equal(Refusal.Usage, refused.Reason);
    }

    [Fact]
    public async Task A_run_that_is_stopped_throws_and_the_next_one_goes_on()
    {
        var experiment = Experiment.Parse(Small, Here with { Threads = 1 });
        using var stop = new CancellationTokenSource();
        var heard = new Heard(p =>
        {
            if (p is RunProgress.StageEnded) stop.Cancel();
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => experiment.RunAsync(null, heard, stop.Token));
        using var rest = experiment.Plan();
        Assert.True(rest.StagesToRun > 0);
        var run = await rest.RunAsync();
        Assert.Equal(5, run.Statuses["complete"]);
    }

    [Fact]
    public async Task Progress_begins_with_the_plan_and_ends_with_everything_done()
    {
        var heard = new Heard(_ => { });
        await Experiment.Parse(Small, Here).RunAsync(null, heard);
        Assert.True(Assert.IsType<RunProgress.Planned>(heard.All[0]).MemoryBytes > 0);
        var stages = Assert.IsType<RunProgress.Started>(heard.All[1]).Stages;
        Assert.IsType<RunProgress.Executed>(heard.All[^1]);
        var ended = heard.All.OfType<RunProgress.StageEnded>().ToList();
        Assert.Equal(stages, ended.Select(e => e.Stage.Key).Distinct().Count());
        Assert.Equal(1, ended.Max(e => e.RunDone));
        Assert.All(ended, e => Assert.Null(e.Failure));
    }

    [Fact]
    public async Task A_failed_point_is_a_value_and_the_others_are_complete()
    {
        var text = Small.Replace("effectiveLearningRate: 2", "effectiveLearningRate: 1e200", StringComparison.Ordinal);
        var run = await Experiment.Parse(text, Here).With("training.effectiveLearningRate", 2, 1e200).RunAsync();
        Assert.True(run.HasFailedPoints);
        Assert.Equal((5, 5), (run.Statuses["complete"], run.Statuses["diverged"]));
        Assert.Equal(5, run.Failures.Sum(f => f.Points));
    }

    [Fact]
    public async Task Results_are_read_only_as_they_were_written()
    {
        var run = await Experiment.Parse(Small, Here).RunAsync();
        var results = ResultsFolder.Open(run.Folder, Here);
        Assert.Equal("", results.Unverified);
        Assert.Contains("trajectory", results.Tables);
        Assert.Throws<RefusedException>(() => results.Table("trajectories"));
        var path = Path.Combine(run.Folder, "series", "trajectory.parquet");
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(path, bytes);
        Assert.Throws<DamagedTableException>(() => ResultsFolder.Open(run.Folder, Here).Table("trajectory"));
        Assert.Equal(Refusal.Usage, Assert.Throws<RefusedException>(() => ResultsFolder.Open(_folder.File("nothing"), Here)).Reason);
    }

    [Fact]
    public async Task A_store_says_what_it_holds_and_is_verified_and_cleaned_by_calls()
    {
        var run = await Experiment.Parse(Small, Here).RunAsync();
        using (var store = ResultStore.Open(Here))
        {
            Assert.Single(store.Content().Runs);
            Assert.Equal(store.Content().Results.Length, store.History().Entries!.Value.Length);
            Assert.Equal(Pipelines.Pipeline.Explanations.Activity.RunState.Finished, store.Status().Runs.Single().State);
            Assert.False(store.Status().IsLive);
            Assert.Empty(store.Submissions());
            Assert.Empty(store.Verify().Found.Damaged);
        }
        Directory.Delete(run.Folder, recursive: true);
        using var again = ResultStore.Open(Here);
        var plan = again.Clean(keepDays: 0, dryRun: true);
        Assert.NotEmpty(plan.Removed);
        Assert.NotEmpty(again.Content().Results);
        Assert.Equal(plan.Removed.Length, again.Clean(keepDays: 0).Removed.Length);
        using var other = ResultStore.Open(Here with { Store = _folder.File("none") });
        Assert.Equal(Refusal.Usage, Assert.Throws<RefusedException>(() => other.Verify()).Reason);
    }

    [Fact]
    public async Task Outputs_are_made_again_and_figures_drawn_again_by_calls()
    {
        var run = await Experiment.Parse(Small, Here).RunAsync();
        Assert.True((await ReproReport.OfAsync(run.Folder, Here)).Same);
        var drawn = await run.Results.DrawAsync();
        Assert.True(File.Exists(drawn.Page));
        Assert.NotEmpty(Reference.Tables());
        Assert.Contains("else", Reference.Schema().Select(p => p.Key));
        Assert.Contains("mean-field-hinge", MachineReport.Of().Systems);
        Assert.Equal("6", Experiment.Parse(Small, Here).SettingsAt(0).Single(s => s.Path == "network.hiddenUnits").Value);
        Assert.Empty(Experiment.Parse(Small, Here).TryCheck().Match(c => c.Unjudgeable, e => ["not good"]));
    }

    private sealed class Heard(Action<RunProgress> hear) : IProgress<RunProgress>
    {
        private readonly Lock _lock = new();

        public List<RunProgress> All { get; } = [];

        public void Report(RunProgress value)
        {
            lock (_lock) All.Add(value);
            hear(value);
        }
    }
}
