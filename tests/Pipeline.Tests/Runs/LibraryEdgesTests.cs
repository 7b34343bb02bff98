using System.Globalization;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Cluster;
using Pipelines.Pipeline.Runs;
using Pipelines.Pipeline.Storage;
using Pipelines.Pipeline.Tests.Cli;

namespace Pipelines.Pipeline.Tests.Runs;

/// <summary>What the command line refuses, the library refuses in the same words; what changes behind a program's back is said to it.</summary>
public sealed class LibraryEdgesTests : IDisposable
{
    private const string Small = """
        experiment: small
        system: mean-field-hinge
        seed: 3
        replicates: 5
        dataset: {law: gaussian, inputDimension: 4, trainingSamples: 60}
        network: {hiddenUnits: 6}
        training: {effectiveLearningRate: 2, steps: 12}
        record: {every: 4}
        checks: [{name: low, value: trajectory.trainingError, atMost: 1}]
        """;

    private readonly TemporaryFolder _folder = new();

    public LibraryEdgesTests()
    {
        File.WriteAllText(_folder.File("small.yaml"), Small);
        File.WriteAllText(_folder.File("a-file"), "mine");
    }

    public void Dispose() => _folder.Dispose();

    private Project Here => new() { Store = _folder.File("store"), Results = _folder.File("results"), Threads = 2 };

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a\u0001b")]
    [InlineData("/dev/null")]
    [InlineData("a-file")]
    [InlineData("a-file/below")]
    [InlineData("long")]
    public void A_place_that_cannot_be_is_refused_at_once_in_the_words_of_the_command_line(string place)
    {
        var path = place switch
        {
            "long" => new string('x', 5000),
            _ when place.StartsWith("a-file", StringComparison.Ordinal) => _folder.File(place),
            _ => place,
        };
        foreach (var (option, name, project) in ((string, string, Project)[])
            [("--store", "Store", Here with { Store = path }), ("--results", "Results", Here with { Results = path })])
        {
            var (code, _, error) = Tool.Run("check", _folder.File("small.yaml"), option, path);
            Assert.Equal(ExitCode.Usage, code);
            var words = error.Split('\n')[0].Split($"'{option}' ")[1];
            Func<object>[] calls =
            [
                () => Experiment.Load(_folder.File("small.yaml"), project), () => Experiment.Parse(Small, project), () => ResultStore.Open(project),
            ];
            foreach (var call in calls)
            {
                var refused = Assert.Throws<RefusedException>(call);
                Assert.Equal(Refusal.Usage, refused.Reason);
                Assert.StartsWith($"Project.{name} {words}", refused.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void The_current_folder_counts_when_the_experiment_is_loaded()
    {
        var experiment = Experiment.Parse(Small, new Project { Store = "store", Results = "results" });
        Assert.Equal((Path.GetFullPath("store"), Path.GetFullPath("results")), (experiment.Project.Store, experiment.Project.Results));
    }

    /// <summary>The same edges on both sides: what lies beyond an option's range is beyond that of the property behind it.</summary>
    [Theory]
    [InlineData("run FILE --max-failures", "0", "2147483647")]
    [InlineData("run FILE --checkpoint-every", "41d", "40d")]
    [InlineData("run FILE --threads", "1025", "1024")]
    [InlineData("run FILE --threads", "0", "1")]
    [InlineData("gc --keep-days", "36501", "36500")]
    [InlineData("gc --keep-days", "-1", "0")]
    [InlineData("run FILE --on script --max-tasks", "0", "1")]
    [InlineData("run FILE --on script --at-once", "0", "1")]
    [InlineData("run FILE --on script --min-task-time", "1001d", "1000d")]
    [InlineData("run FILE --on script --time", "0s", "1s")]
    [InlineData("run FILE --on script --memory", "1025T", "1024T")]
    [InlineData("collect --every", "1001d", "1000d")]
    [InlineData("collect --patience", "41d", "40d")]
    public void A_number_beyond_its_edge_is_refused_like_on_the_command_line(string option, string beyond, string within)
    {
        string[] command = [.. option.Replace("FILE", _folder.File("small.yaml"), StringComparison.Ordinal).Split(' '), beyond];
        var (code, _, error) = Tool.Run([.. command, "--store", _folder.File("none")]);
        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains(command[^2], error, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Set(command[^2], beyond));
        Set(command[^2], within);
    }

    private static int Whole(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private void Set(string option, string value)
    {
        TimeSpan Time() => value[^1] == 'd' ? TimeSpan.FromDays(Whole(value[..^1])) : TimeSpan.FromSeconds(Whole(value[..^1]));
        using var store = ResultStore.Open(Here);
        try
        {
            _ = option switch
            {
                "--max-failures" => new RunOptions { MaxFailures = Whole(value) },
                "--checkpoint-every" => new RunOptions { CheckpointEvery = Time() },
                "--threads" => new Project { Threads = Whole(value) },
                "--keep-days" => store.Clean(Whole(value)),
                "--max-tasks" => new SubmitOptions { MaxTasks = Whole(value) },
                "--at-once" => new SubmitOptions { AtOnce = Whole(value) },
                "--min-task-time" => new SubmitOptions { MinTaskTime = Time() },
                "--time" => new SubmitOptions { Time = Time() },
                "--memory" => new SubmitOptions { MemoryBytes = (long)Whole(value[..^1]) << 40 },
                "--every" => new CollectOptions { Every = Time() },
                _ => (object)new CollectOptions { Patience = Time() },
            };
        }
        catch (RefusedException refused) when (refused.Message.Contains("there is no store", StringComparison.Ordinal))
        {
            // The number was good.
        }
    }

    [Fact]
    public void What_is_asked_of_a_point_that_is_not_there_is_refused_in_one_way()
    {
        var experiment = Experiment.Parse(Small, Here);
        using var plan = experiment.Plan();
        foreach (var point in (int[])[-1, 5, int.MaxValue])
        {
            var a = Assert.Throws<RefusedException>(() => experiment.SettingsAt(point));
            var b = Assert.Throws<RefusedException>(() => plan.Explain(point));
            Assert.Equal((Refusal.Usage, $"There is no point {point}; the experiment has points 0 to 4."), (a.Reason, a.Message));
            Assert.Equal(a.Message, b.Message);
        }
        Assert.Throws<ArgumentException>(() => new RunOptions { Only = ["finished"] });
    }

    [Fact]
    public async Task A_second_run_of_one_plan_does_what_is_to_be_done_then()
    {
        using var plan = Experiment.Parse(Small, Here).Plan();
        Assert.True(plan.StagesToRun > 0);
        await plan.RunAsync();
        var heard = new Started();
        Assert.Equal(5, (await plan.RunAsync(null, heard)).Statuses["complete"]);
        Assert.Equal([0], heard.Stages);
        Assert.Equal(0, plan.StagesToRun);

        // What was removed in between is written again.
        Directory.Delete(_folder.File("results"), recursive: true);
        Assert.Equal(5, (await plan.RunAsync(null, heard)).Table("points").Rows);
        Assert.Equal([0, 0], heard.Stages);
    }

    [Fact]
    public async Task A_result_says_that_a_later_run_wrote_the_folder_again()
    {
        var first = await Experiment.Parse(Small, Here).RunAsync();
        var rows = first.Table("trajectory").Rows;
        var kept = await Experiment.Parse(Small, Here).RunAsync();
        var second = await Experiment.Parse(Small, Here).With("training.steps", 20).RunAsync();
        Assert.True(second.Table("trajectory").Rows > rows);
        foreach (Action read in (Action[])[() => kept.Table("trajectory"), () => kept.Table("points"), () => _ = kept.Results.Verdicts])
        {
            var refused = Assert.Throws<RefusedException>(read);
            Assert.Matches(@" was written again by a later run at \d{4}-\d\d-\d\dT.*; load the new result", refused.Message);
        }

        // Damage is damage still.
        var path = Path.Combine(second.Folder, "series", "trajectory.parquet");
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(path, bytes);
        Assert.Throws<DamagedTableException>(() => ResultsFolder.Open(second.Folder, Here).Table("trajectory"));
    }

    /// <summary>The estimate of a run of some points is of what they run, before their failures are forgotten.</summary>
    [Fact]
    public async Task A_run_of_some_points_is_estimated_by_what_they_will_run()
    {
        var experiment = Experiment.Parse(Small, Here).With("training.effectiveLearningRate", 2, 1e200);
        await experiment.RunAsync();
        var planned = PlannedExperiment.Of(experiment.Project, _folder.Path, experiment.Definition).Required();
        using var store = planned.Store;
        var chosen = ChosenPoints.Find(planned, ["diverged"]);
        Assert.Equal(5, chosen.Count);
        var estimated = ChosenPoints.PlanAgain(planned, chosen).ToRun.Select(s => s.Node.Key).ToList();
        Assert.Empty(planned.Plan.ToRun);
        ChosenPoints.Forget(planned, chosen);
        Assert.Equal(planned.Replanned().PlanOf(p => chosen.Contains(p.Index)).ToRun.Select(s => s.Node.Key), estimated);
        Assert.NotEmpty(estimated);
    }

    private sealed class Started : IProgress<RunProgress>
    {
        public List<int> Stages { get; } = [];

        public void Report(RunProgress value)
        {
            if (value is RunProgress.Started started) Stages.Add(started.Stages);
        }
    }
}
