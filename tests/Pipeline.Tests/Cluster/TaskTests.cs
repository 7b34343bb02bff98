using Pipelines.Pipeline.Cli;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Storage.Files;
using Pipelines.Pipeline.Tests.Cli;
using Pipelines.Pipeline.Tests.Faults;

namespace Pipelines.Pipeline.Tests.Cluster;

/// <summary>Submissions whose tasks some scheduler runs, or a test: what holds on any cluster.</summary>
public sealed class TaskTests
{
    private static readonly string[] ByHand = ["--on", "script", "--min-task-time", "0.001s", "--max-tasks", "3"];

    [Fact]
    public async Task Tasks_in_any_order_and_twice_give_the_bytes_of_a_local_run_and_collecting_twice_changes_nothing()
    {
        using var sweep = new SentSweep(SentSweep.Short(5, replicates: 2));
        var sent = sweep.Run(ByHand);
        Assert.True(sent.ExitCode == ExitCode.Complete, sent.Error);
        Assert.Contains("10 points in 3 tasks", sent.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Complete, sweep.Task(2).ExitCode);
        Assert.Equal(ExitCode.WorkToDo, sweep.Collect("--patience", "0").ExitCode);
        Assert.False(Directory.Exists(sweep.Results));

        // Delivered twice at the same time, as after a network split.
        var twice = Enumerable.Range(0, 2).Select(_ => Task.Run(() => sweep.Task(0).ExitCode)).ToArray();
        Assert.Equal(ExitCode.Complete, sweep.Task(1).ExitCode);
        Assert.All(await Task.WhenAll(twice), code => Assert.Equal(ExitCode.Complete, code));
        Assert.Contains("0 stages to run", sweep.Task(0).Error, StringComparison.Ordinal);

        Assert.Equal("through", sweep.Status()[0].GetProperty("state").GetString());
        Assert.Equal(ExitCode.Complete, sweep.Collect().ExitCode);
        Assert.True(sweep.IsCollected);
        sweep.AssertLikeLocal();
        Assert.Equal(ExitCode.Complete, sweep.Collect().ExitCode);
        sweep.AssertLikeLocal();
    }

    [Theory]
    [InlineData("collect")]
    [InlineData("cancel")]
    public void What_a_user_put_into_the_folder_of_a_submission_stays(string verb)
    {
        using var sweep = new SentSweep(SentSweep.Short(2));
        sweep.Run(ByHand);
        for (var i = 0; i < sweep.Tasks; i++) Assert.Equal(ExitCode.Complete, sweep.Task(i).ExitCode);
        var folder = sweep.Folder;
        string[] own = [.. new[] { "thesis.tex", "logs/mine/notes.txt", "tasks/0/segments/own.dat", "tasks/1/photo.raw" }.Select(n => Path.Combine(
            folder, n))];
        foreach (var file in own)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, "mine");
        }
        var ended = verb == "collect" ? sweep.Collect() : sweep.Tool("cancel", "sweep", "--store", sweep.Store);
        Assert.True(ended.ExitCode == ExitCode.Complete, ended.Error);
        Assert.Equal(own.Order(StringComparer.Ordinal), Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("SLURM_ARRAY_TASK_ID", 0)]
    [InlineData("SGE_TASK_ID", 1)]
    [InlineData("PBS_ARRAY_INDEX", 0)]
    [InlineData("JOB_COMPLETION_INDEX", 0)]
    public void Any_scheduler_that_numbers_its_tasks_can_run_them(string variable, int first)
    {
        using var sweep = new SentSweep(SentSweep.Short(3));
        sweep.Run(ByHand);
        Assert.InRange(sweep.Tasks, 2, 3);
        for (var i = 0; i < sweep.Tasks; i++)
        {
            var run = ChildProcess.Run("sh", [Path.Combine(sweep.Folder, "task.sh")], sweep.Folder, [(variable, $"{first + i}")]);
            Assert.True(run.ExitCode == ExitCode.Complete, run.Error);
        }
        Assert.Equal(ExitCode.Complete, sweep.Collect().ExitCode);
        sweep.AssertLikeLocal();
    }

    [Fact]
    public void Files_that_a_shared_folder_shows_late_are_waited_for()
    {
        var delay = TimeSpan.FromSeconds(4);
        using var sweep = new SentSweep(SentSweep.Short(2));
        Assert.Equal(ExitCode.Complete, sweep.Run("--on", "script").ExitCode);
        Assert.Equal(ExitCode.Usage, Late(delay, "task", sweep.Folder, "--task", "0", "--patience", "0"));
        Assert.Equal(ExitCode.Complete, Late(delay, "task", sweep.Folder, "--task", "0"));
        Assert.Equal(ExitCode.Complete, Late(delay, "collect", "--store", sweep.Store, "--patience", "60"));
        sweep.AssertLikeLocal();
    }

    [Fact]
    public void What_is_stored_already_is_not_sent_and_what_it_needs_of_that_is_found()
    {
        using var sweep = new SentSweep(SentSweep.Short(4));
        Assert.Equal(ExitCode.Complete, sweep.Run("-q").ExitCode);

        // Another bound: the trainings are stored, the checks are not.
        File.WriteAllText(sweep.Experiment, SentSweep.Short(4).Replace("atMost: 4", "atMost: 5", StringComparison.Ordinal));
        sweep.Run("--on", "script");
        var task = sweep.Task(0);
        Assert.True(task.ExitCode == ExitCode.Complete, task.Error);
        Assert.Contains("4 stages to run", task.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Complete, sweep.Collect().ExitCode);
        Assert.Contains("verdicts.parquet", Directory.GetFiles(sweep.Results).Select(Path.GetFileName));

        // All is there: sending it is collecting it.
        var again = sweep.Run(ByHand);
        Assert.Equal(ExitCode.Complete, again.ExitCode);
        Assert.Contains("4 points: 4 complete", again.Output, StringComparison.Ordinal);
        Assert.True(sweep.IsCollected);
    }

    [Fact]
    public void A_task_does_what_was_sent_whatever_becomes_of_the_file_and_refuses_anything_else()
    {
        using var sweep = new SentSweep(SentSweep.Short(2));
        sweep.Run(ByHand);
        File.WriteAllText(sweep.Experiment, "nonsense");
        Assert.Equal(ExitCode.Complete, sweep.Task(0).ExitCode);
        Assert.Equal(ExitCode.Usage, sweep.Task(7).ExitCode);

        // As a tool whose stages are others would see it.
        var copy = Path.Combine(sweep.Folder, "experiment.yaml");
        File.WriteAllText(copy, File.ReadAllText(copy).Replace("steps: 300", "steps: 301", StringComparison.Ordinal));
        var other = sweep.Task(1);
        Assert.Equal(ExitCode.Usage, other.ExitCode);
        Assert.Contains("would compute something else", other.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, sweep.Collect().ExitCode);
    }

    [Fact]
    public void What_is_missing_can_be_left_out_or_given_up_and_what_is_there_is_kept()
    {
        using var sweep = new SentSweep(SentSweep.Short(3));
        sweep.Run(ByHand);
        sweep.Task(1);
        var partial = sweep.Collect("--partial", "--patience", "0");
        Assert.Equal(ExitCode.PointsFailed, partial.ExitCode);
        Assert.Contains("3 points: 1 complete, 2 unfinished", partial.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Locked, sweep.Run(ByHand).ExitCode);
        Assert.Equal(ExitCode.Locked, sweep.Tool("gc", "--store", sweep.Store).ExitCode);
        Assert.Equal(ExitCode.Complete, sweep.Tool("cancel", "sweep", "--store", sweep.Store).ExitCode);
        Assert.True(sweep.IsCollected);
        Assert.Contains("2 points in 2 tasks", sweep.Run(ByHand).Output, StringComparison.Ordinal);
        sweep.Task(0);
        sweep.Task(1);
        Assert.Equal(ExitCode.Complete, sweep.Collect().ExitCode);
        sweep.AssertLikeLocal();
    }

    /// <summary>Counted in operations on files, which no other work of the machine changes: a task of twenty points does not look at the ten
    /// thousand.</summary>
    [Fact]
    public void A_task_of_a_large_submission_starts_like_that_of_a_small_one()
    {
        var (large, small) = (Starting(2000, tasks: 500), Starting(4, tasks: 1));
        Assert.True(large <= small + 10, $"{large} operations, and {small} where it is the only task");

        static int Starting(int rates, int tasks)
        {
            using var sweep = new SentSweep(SentSweep.Short(rates, replicates: 5, steps: 1));
            Assert.Contains($"{5 * rates} points in ", sweep.Run(
                "--on", "script", "--min-task-time", "0.001s", "--max-tasks", $"{tasks}").Output, StringComparison.Ordinal);
            Assert.Equal(ExitCode.Complete, sweep.Task(0).ExitCode);

            // Everything of it is stored now, so that what is left is starting.
            var files = new FaultyFileSystem(new LocalFileSystem(), (_, _) => Fault.None);
            using var error = new StringWriter();
            var code = CommandLine.RunAsync(["task", sweep.Folder, "--task", "0"], files, new Streams(TextWriter.Null, error, IsTerminal: false))
                .GetAwaiter().GetResult();
            Assert.Equal(ExitCode.Complete, code);
            Assert.Contains(": 0 stages to run", error.ToString(), StringComparison.Ordinal);
            return files.Count;
        }
    }

    [Fact]
    public void What_only_a_cluster_or_only_this_machine_can_do_is_refused_on_the_other()
    {
        var needless = Tool.Run("run", "x.yaml", "--max-tasks", "3");
        Assert.Equal(ExitCode.Usage, needless.Code);
        Assert.Contains("'--max-tasks' goes with '--on'.", needless.Error, StringComparison.Ordinal);
        Assert.Contains("one of slurm, script", Tool.Run("run", "x.yaml", "--on", "slrum").Error, StringComparison.Ordinal);
        Assert.Contains("takes a time such as 90s", Tool.Run("run", "x.yaml", "--on", "slurm", "--time", "soon").Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, Tool.Run("run", "x.yaml", "--on", "slurm", "--fail-fast").Code);
        Assert.Equal(ExitCode.Usage, Tool.Run("cancel", "nothing", "--store", "nowhere").Code);
    }

    private static int Late(TimeSpan delay, params string[] arguments) => CommandLine.RunAsync(
        arguments, new LateFileSystem(new LocalFileSystem(), delay), new Streams(TextWriter.Null, TextWriter.Null, IsTerminal: false)).GetAwaiter()
            .GetResult();
}
