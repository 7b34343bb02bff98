using System.Text.Json;
using Pipelines.Pipeline.Cli.Output;

namespace Pipelines.Pipeline.Tests.Cluster;

/// <summary>What is sent, what a scheduler refuses, and what is said when it does not answer.</summary>
public sealed class SendingTests
{
    private static readonly string[] ToSlurm = ["--on", "slurm", "--min-task-time", "0.001s"];

    /// <summary>Every second point diverges at its first step.</summary>
    private const string HalfDiverges = """
        experiment: sweep
        system: mean-field-hinge
        seed: 1
        replicates: 2
        dataset: {law: gaussian, inputDimension: 6, trainingSamples: 50}
        network: {hiddenUnits: 8}
        training: {learningRate: 10, steps: 20}
        record: {every: 5}
        sweep: {training.learningRate: [10, 1.0e+30]}
        """;

    [Fact]
    public void What_sbatch_refuses_goes_out_with_the_same_command_later_and_nothing_twice()
    {
        using var slurm = new FakeSlurm(arrayTasks: 2);
        using var sweep = new SentSweep(SentSweep.Short(5), slurm.Environment);
        slurm.Accept(2);
        var sent = sweep.Run(ToSlurm);
        Assert.Equal(ExitCode.WorkToDo, sent.ExitCode);
        Assert.Contains(
            "slurm: sbatch: error: Batch job submission failed: Job violates accounting/QOS policy", sent.Error, StringComparison.Ordinal);
        Assert.Contains("Only a part was sent: when that is through, the same command sends the rest.", sent.Error, StringComparison.Ordinal);
        Assert.Contains("as jobs 1, 2.", sent.Output, StringComparison.Ordinal);
        Assert.Equal(["--array=0-1", "--array=0-1", "--array=0-0"], slurm.Arrays);
        for (var task = 0; task < 4; task++) Assert.Equal(ExitCode.Complete, sweep.Task(task).ExitCode);
        Assert.Contains("task 4 (points 4): no longer in the queue", sweep.Collect("--patience", "0").Error, StringComparison.Ordinal);

        slurm.Accept(1);
        var rest = sweep.Run(ToSlurm);
        Assert.Contains("1 point in 1 task,", rest.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Complete, sweep.Task(0).ExitCode);
        Assert.Equal(ExitCode.Complete, sweep.Collect().ExitCode);
        sweep.AssertLikeLocal();
    }

    [Fact]
    public void A_dry_run_says_what_is_then_sent_and_writes_nothing()
    {
        using var slurm = new FakeSlurm(arrayTasks: 2);
        using var sweep = new SentSweep(SentSweep.Short(3), slurm.Environment);
        var dry = sweep.Run([.. ToSlurm, "--dry-run", "--at-once", "7", "--sbatch-arg=--comment=two words"]);
        Assert.Equal(ExitCode.Complete, dry.ExitCode);
        Assert.Contains("3 points in 3 tasks; nothing was written or sent.", dry.Output, StringComparison.Ordinal);
        var commands = dry.Output.Split('\n').Where(l => l.StartsWith("sbatch ", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, commands.Count);
        Assert.Contains("their times are assumed.", dry.Output, StringComparison.Ordinal);
        Assert.Contains("(--min-task-time)", dry.Output, StringComparison.Ordinal);
        Assert.All(commands, c => Assert.Contains(" '--comment=two words' ", c, StringComparison.Ordinal));
        Assert.Contains("--array=0-1%7 ", commands[0], StringComparison.Ordinal);
        Assert.EndsWith("task.sh --first 2", commands[1], StringComparison.Ordinal);
        Assert.Empty(slurm.Arrays);
        Assert.False(Directory.Exists(sweep.Store));

        // The JSON is the same report as that of what is sent, but for what only a submission has.
        var json = JsonDocument.Parse(sweep.Run([.. ToSlurm, "--dry-run", "--json"]).Output).RootElement;
        var sent = JsonDocument.Parse(sweep.Run([.. ToSlurm, "--json"]).Output).RootElement;
        string[] facts = ["experiment", "scheduler", "points", "tasks", "threads", "memoryBytes"];
        foreach (var fact in facts)
            Assert.Equal(sent.GetProperty(fact).ToString(), json.GetProperty(fact).ToString());
        // Each process looks how fast its machine is, which other work may hide from it.
        foreach (var time in (string[])["seconds", "longestSeconds", "limitSeconds"])
            Assert.InRange(json.GetProperty(time).GetDouble() / sent.GetProperty(time).GetDouble(), 0.05, 20);
        Assert.Equal(sent.GetProperty("jobs").GetArrayLength(), json.GetProperty("commands").GetArrayLength());

        // While it is there, and after it: a dry run brings nothing home and ends nothing.
        for (var task = 0; task < 3; task++) Assert.Equal(ExitCode.Complete, sweep.Task(task).ExitCode);
        Assert.Contains("is not brought home yet", sweep.Run([.. ToSlurm, "--dry-run"]).Output, StringComparison.Ordinal);
        Assert.False(sweep.IsCollected);
        Assert.Equal(ExitCode.Complete, sweep.Collect().ExitCode);
        Assert.Contains("everything is stored", sweep.Run([.. ToSlurm, "--dry-run"]).Output, StringComparison.Ordinal);
        sweep.AssertLikeLocal();
    }

    [Fact]
    public void A_dry_run_needs_no_scheduler()
    {
        using var nothing = new TemporaryFolder();
        using var sweep = new SentSweep(SentSweep.Short(3), ("PATH", nothing.Path));
        var dry = sweep.Run([.. ToSlurm, "--dry-run"]);
        Assert.Equal((ExitCode.Complete, ""), (dry.ExitCode, dry.Error));
        Assert.Contains("3 points in 3 tasks", dry.Output, StringComparison.Ordinal);
        Assert.Contains("slurm cannot be asked from here (there is no program 'squeue' here)", dry.Output, StringComparison.Ordinal);
        Assert.Contains(
            "a script for one of them would be written", sweep.Run("--on", "script", "--dry-run").Output, StringComparison.Ordinal);
        var alone = sweep.Run("--dry-run");
        Assert.Equal(ExitCode.Usage, alone.ExitCode);
        Assert.Contains("pipelines plan", alone.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_the_first_array_is_refused_nothing_is_left_behind()
    {
        using var slurm = new FakeSlurm(arrayTasks: 2);
        using var sweep = new SentSweep(SentSweep.Short(2), slurm.Environment);
        slurm.Accept(0);
        var refused = sweep.Run(ToSlurm);
        Assert.Equal(ExitCode.Usage, refused.ExitCode);
        Assert.Contains("Nothing was sent.", refused.Error, StringComparison.Ordinal);
        Assert.True(sweep.IsCollected);
    }

    [Fact]
    public void While_the_controller_does_not_answer_what_is_stored_counts_and_nothing_is_sent_or_given_up()
    {
        using var slurm = new FakeSlurm(arrayTasks: 100);
        using var sweep = new SentSweep(SentSweep.Short(2), slurm.Environment);
        Assert.Equal(ExitCode.Complete, sweep.Run(ToSlurm).ExitCode);
        sweep.Task(1);
        slurm.Lose();
        var status = sweep.Tool("status", "--store", sweep.Store);
        Assert.Equal(ExitCode.Complete, status.ExitCode);
        Assert.StartsWith("slurm does not answer: squeue: Failed while looking for jobs: Unspecified error", status.Error, StringComparison.Ordinal);
        Assert.Contains(
            "1 of 2 points complete; 1 of 2 tasks through, no result yet of 0; slurm does not answer", status.Output, StringComparison.Ordinal);
        Assert.Equal("unknown", sweep.Status()[0].GetProperty("state").GetString());
        Assert.Equal(ExitCode.WorkToDo, sweep.Collect("--patience", "0").ExitCode);
        var again = sweep.Run(ToSlurm);
        Assert.Equal(ExitCode.Usage, again.ExitCode);
        Assert.Contains("slurm cannot be used from here: squeue: ", again.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.InputOutput, sweep.Tool("cancel", "sweep", "--store", sweep.Store).ExitCode);
        Assert.Single(slurm.Arrays);
        sweep.Task(0);
        Assert.Equal(ExitCode.Complete, sweep.Collect().ExitCode);
        sweep.AssertLikeLocal();
    }

    [Fact]
    public void Without_a_scheduler_what_tasks_have_left_is_said_and_nothing_is_waited_for()
    {
        using var sweep = new SentSweep(SentSweep.Short(4));
        var sent = sweep.Run("--on", "script", "--min-task-time", "0.001s");
        var byHand = $"sh {Path.Combine(sweep.Folder, "task.sh")} --task 0";
        Assert.Contains($"Nothing was sent: have your scheduler run tasks 0 to 3 of\n", sent.Output, StringComparison.Ordinal);
        Assert.Contains(byHand, sent.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Complete, sweep.Task(1).ExitCode);
        var status = sweep.Tool("status", "--store", sweep.Store).Output;
        Assert.StartsWith("written   sweep on script, ", status, StringComparison.Ordinal);
        Assert.Contains("1 of 4 points complete; 1 of 4 tasks through, no result yet of 0, 2-3\n", status, StringComparison.Ordinal);
        var json = sweep.Status()[0];
        Assert.Equal((1, "0, 2-3"), (json.GetProperty("through").GetInt32(), json.GetProperty("untouched").GetString()));

        var early = sweep.Collect();
        Assert.Equal(ExitCode.WorkToDo, early.ExitCode);
        Assert.DoesNotContain("waiting", early.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("queue", early.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("logs", early.Error, StringComparison.Ordinal);
        Assert.StartsWith(
            "sweep: 1 of 4 tasks have left all their results.\n  no point yet of tasks: 0, 2-3\n" + $"By hand: {byHand}. ", early.Error,
            StringComparison.Ordinal);
        Assert.Contains("waiting 1 s for files", sweep.Collect("--patience", "1").Error, StringComparison.Ordinal);

        var again = sweep.Run("--on", "script");
        Assert.Equal(ExitCode.Locked, again.ExitCode);
        Assert.Contains("are not collected yet; nothing was written.", again.Error, StringComparison.Ordinal);
        foreach (var task in (int[])[0, 2, 3]) Assert.Equal(ExitCode.Complete, sweep.Task(task).ExitCode);
        Assert.Equal(ExitCode.Complete, sweep.Collect().ExitCode);
        sweep.AssertLikeLocal();
    }

    [Fact]
    public void Status_says_why_tasks_wait()
    {
        using var slurm = new FakeSlurm(arrayTasks: 100);
        using var sweep = new SentSweep(SentSweep.Short(2), slurm.Environment);
        Assert.Equal(ExitCode.Complete, sweep.Run(ToSlurm).ExitCode);
        slurm.Queue($$"""
            [{"job_id": 1, "array_job_id": 1, "array_task_id": null, "array_task_string": "0-1", "job_state": "PENDING",
              "name": "sweep.{{Path.GetFileName(sweep.Folder)}}.0", "state_reason": "PartitionTimeLimit"}]
            """);
        Assert.Contains(
            "2 tasks: 0 running, 2 waiting\n          waiting: PENDING (PartitionTimeLimit)\n", sweep.Tool("status", "--store", sweep.Store).Output,
            StringComparison.Ordinal);
        Assert.Equal("PENDING (PartitionTimeLimit)", sweep.Status()[0].GetProperty("waitingFor").EnumerateArray().Single().GetString());
    }

    [Fact]
    public void A_written_plan_is_sent_as_it_is_or_not_at_all()
    {
        using var folder = new TemporaryFolder();
        using var sweep = new SentSweep(SentSweep.Short(3));
        var plan = folder.File("plan.json");
        Assert.Equal(ExitCode.Complete, sweep.Tool("plan", sweep.Experiment, "--store", sweep.Store, "-o", plan).ExitCode);
        var other = sweep.Run("--on", "script", "--plan", plan, "--set", "training.steps=301");
        Assert.Equal(ExitCode.Usage, other.ExitCode);
        Assert.Contains("The plan is not what a run would do now; nothing was started.", other.Error, StringComparison.Ordinal);
        Assert.True(sweep.IsCollected);
        Assert.Contains("3 points in 1 task,", sweep.Run("--on", "script", "--plan", plan).Output, StringComparison.Ordinal);
        sweep.Task(0);
        Assert.Equal(ExitCode.Complete, sweep.Collect().ExitCode);
        sweep.AssertLikeLocal();

        // Of what it says all is there now.
        Assert.Equal(ExitCode.Usage, sweep.Run("--on", "script", "--plan", plan).ExitCode);
    }

    [Fact]
    public void Only_the_chosen_points_are_sent_and_the_others_keep_their_results()
    {
        using var sweep = new SentSweep(HalfDiverges);
        Assert.Equal(ExitCode.Usage, sweep.Run("--on", "script", "--only", "diverged").ExitCode);
        Assert.Equal(ExitCode.PointsFailed, sweep.Run("-q").ExitCode);
        Assert.Equal(ExitCode.Usage, sweep.Run("--on", "script", "--only", "nonsense").ExitCode);
        string[] only = ["--on", "script", "--only", "diverged,failed"];
        Assert.Contains("2 points in 1 task;", sweep.Run([.. only, "--dry-run"]).Output, StringComparison.Ordinal);
        Assert.Contains("2 points in 1 task,", sweep.Run(only).Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Complete, sweep.Task(0).ExitCode);
        var collected = sweep.Collect();
        Assert.Equal(ExitCode.PointsFailed, collected.ExitCode);
        Assert.Contains("4 points: 2 complete, 2 diverged", collected.Output, StringComparison.Ordinal);
        sweep.AssertLikeLocal(ExitCode.PointsFailed);
    }
}
