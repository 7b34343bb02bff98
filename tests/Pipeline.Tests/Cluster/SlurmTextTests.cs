using Pipelines.Pipeline.Cluster;
using Pipelines.Pipeline.Runs;

namespace Pipelines.Pipeline.Tests.Cluster;

/// <summary>What Slurm of several versions says, and what is said to it.</summary>
public sealed class SlurmTextTests
{
    private const string Old = """
        {"jobs": [
          {"job_id": 2, "array_job_id": 1, "array_task_id": 0, "array_task_string": "", "job_state": "RUNNING", "name": "x.s1.0", "state_reason": "None"},
          {"job_id": 3, "array_job_id": 1, "array_task_id": 1, "array_task_string": "", "job_state": "COMPLETED", "name": "x.s1.0", "state_reason": "None"},
          {"job_id": 1, "array_job_id": 1, "array_task_id": null, "array_task_string": "2-4,7%2", "job_state": "PENDING", "name": "x.s1.0", "state_reason": "JobArrayTaskLimit"},
          {"job_id": 9, "array_job_id": 8, "array_task_id": 0, "array_task_string": "", "job_state": "FAILED", "name": "x.s1.1001", "state_reason": "NonZeroExitCode"},
          {"job_id": 10, "array_job_id": 0, "array_task_id": null, "array_task_string": "", "job_state": "RUNNING", "name": "other", "state_reason": "None"},
          {"job_id": 12, "array_job_id": 11, "array_task_id": 0, "array_task_string": "", "job_state": "RUNNING", "name": "x.s2.0", "state_reason": "None"}]}
        """;

    /// <summary>23.02: numbers are objects already, states one word still; 21.08 to 22.05 leave out what is not set.</summary>
    private const string Between = """
        {"meta": {"plugin": {"type": "openapi\/v0.0.39"}}, "jobs": [
          {"job_id": 2, "array_job_id": {"set": true, "infinite": false, "number": 1}, "array_task_id": {"set": true, "infinite": false, "number": 0},
           "array_max_tasks": {"set": true, "infinite": false, "number": 0}, "array_task_string": "", "job_state": "COMPLETING", "name": "x.s1.0", "state_reason": "None"},
          {"job_id": 1, "array_job_id": {"set": true, "infinite": false, "number": 1}, "array_task_id": {"set": false, "infinite": false, "number": 0},
           "array_task_string": "1-2", "job_state": "REQUEUE_HOLD", "name": "x.s1.0", "state_reason": "JobHoldMaxRequeue"},
          {"job_id": 4, "array_job_id": {"set": true, "infinite": false, "number": 1}, "array_task_id": {"set": true, "infinite": false, "number": 3},
           "array_task_string": "", "job_state": "OUT_OF_MEMORY", "name": "x.s1.0", "state_reason": "OutOfMemory"},
          {"job_id": 5, "array_job_id": {"set": true, "infinite": false, "number": 0}, "array_task_id": {"set": false, "infinite": true, "number": 0},
           "job_state": "RUNNING", "name": "x.s1.9"}], "errors": [], "warnings": []}
        """;

    private const string New = """
        {"jobs": [
          {"job_id": 2, "array_job_id": {"set": true, "infinite": false, "number": 1}, "array_task_id": {"set": true, "infinite": false, "number": 5},
           "array_task_string": "", "job_state": ["RUNNING"], "name": "a.b.s1.0", "state_reason": "None"},
          {"job_id": 3, "array_job_id": {"set": true, "number": 1}, "array_task_id": {"set": true, "number": 6},
           "array_task_string": "", "job_state": ["FAILED", "COMPLETING"], "name": "a.b.s1.0", "state_reason": "None"},
          {"job_id": 4, "array_job_id": {"set": true, "number": 1}, "array_task_id": {"set": true, "number": 7},
           "array_task_string": "", "job_state": ["PENDING", "REQUEUED"], "name": "a.b.s1.0", "state_reason": "BeginTime"},
          {"job_id": 1, "array_job_id": {"set": true, "number": 1}, "array_task_id": {"set": false, "number": 0},
           "array_task_string": "8-12:2", "job_state": ["PENDING"], "name": "a.b.s1.0", "state_reason": "Resources"}]}
        """;

    [Fact]
    public void The_queue_is_read_in_the_shape_of_older_versions() => Assert.Equal<ScheduledTask>(
        [
            new(0, "1", TaskState.Running, "RUNNING"), new(1, "1", TaskState.Done, "COMPLETED"),
            .. ((int[])[2, 3, 4, 7]).Select(t => new ScheduledTask(t, "1", TaskState.Waiting, "PENDING (JobArrayTaskLimit)")),
            new(1001, "8", TaskState.Failed, "FAILED (NonZeroExitCode)"),
        ],
        SlurmQueue.Read(Old, "s1"));

    [Fact]
    public void The_queue_is_read_in_the_shape_of_newer_versions() => Assert.Equal(
        [(5, TaskState.Running), (6, TaskState.Waiting), (7, TaskState.Waiting), (8, TaskState.Waiting), (10, TaskState.Waiting),
            (12, TaskState.Waiting)],
        SlurmQueue.Read(New, "s1").Select(t => (t.Task, t.State)));

    [Fact]
    public void The_queue_is_read_in_the_shape_between_them() => Assert.Equal<ScheduledTask>(
        [
            new(0, "1", TaskState.Waiting, "COMPLETING"),
            new(1, "1", TaskState.Waiting, "REQUEUE_HOLD (JobHoldMaxRequeue)"), new(2, "1", TaskState.Waiting, "REQUEUE_HOLD (JobHoldMaxRequeue)"),
            new(3, "1", TaskState.Failed, "OUT_OF_MEMORY (OutOfMemory)"),
        ],
        SlurmQueue.Read(Between, "s1"));

    [Theory]
    [InlineData("PENDING", TaskState.Waiting)]
    [InlineData("RUNNING", TaskState.Running)]
    [InlineData("RUNNING COMPLETING", TaskState.Waiting)]
    [InlineData("RUNNING CONFIGURING", TaskState.Running)]
    [InlineData("PENDING REQUEUE_HOLD", TaskState.Waiting)]
    [InlineData("PENDING SPECIAL_EXIT", TaskState.Waiting)]
    [InlineData("SUSPENDED", TaskState.Running)]
    [InlineData("COMPLETED", TaskState.Done)]
    [InlineData("CANCELLED COMPLETING", TaskState.Waiting)]
    [InlineData("NODE_FAIL REQUEUED", TaskState.Waiting)]
    [InlineData("NODE_FAIL", TaskState.Failed)]
    [InlineData("FAILED LAUNCH_FAILED", TaskState.Failed)]
    [InlineData("SOMETHING_NEW", TaskState.Running)]
    public void States_of_several_words(string words, object state)
    {
        var states = string.Join(", ", words.Split(' ').Select(w => $"\"{w}\""));
        Assert.Equal(
            state,
            SlurmQueue.Read(
                $$"""{"jobs": [{"job_id": 2, "array_task_id": {"set": true, "number": 0}, "job_state": [{{states}}], "name": "x.s1.0"}]}""", "s1")
                .Single().State);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"jobs": [{"name": "x.s1.0"}]}""")]
    [InlineData("""{"errors": [{"description": "Failed while looking for jobs", "error": "Unspecified error"}], "jobs": []}""")]
    [InlineData("""{"errors": ["lost"], "jobs": []}""")]
    [InlineData("""{"jobs": [{"name": "x.s1.0", "job_state": 3}]}""")]
    public void What_is_no_queue_is_an_error_of_the_scheduler_not_of_ours(string json) =>
        Assert.Throws<SchedulerException>(() => SlurmQueue.Read(json, "s1"));

    [Theory]
    [InlineData("0-3", "0 1 2 3")]
    [InlineData("[2,4-5%7]", "2 4 5")]
    [InlineData("0-9:3", "0 3 6 9")]
    [InlineData("1,3,...", "1 3")]
    [InlineData("", "")]
    public void Array_expressions(string expression, string numbers) => Assert.Equal(numbers, string.Join(' ', SlurmQueue.Indices(expression)));

    [Fact]
    public void The_largest_array_and_the_time_limit_are_read_from_the_cluster()
    {
        Assert.Equal(64, SlurmText.ArrayTasks("Configuration data as of now\nMaxArraySize            = 64\nMaxJobCount = 3\n"));
        Assert.Equal(1001, SlurmText.ArrayTasks("nothing"));
        const string Partitions =
            "PartitionName=debug Default=YES MaxTime=01:30:00 State=UP\nPartitionName=long Default=NO MaxTime=7-00:00:00\nPartitionName=free "
                + "MaxTime=UNLIMITED\n";
        Assert.Equal(TimeSpan.FromMinutes(90), SlurmText.TimeLimit(Partitions, null));
        Assert.Equal(TimeSpan.FromDays(7), SlurmText.TimeLimit(Partitions, "long"));
        Assert.Null(SlurmText.TimeLimit(Partitions, "free"));
        Assert.Null(SlurmText.TimeLimit(Partitions, "nowhere"));
    }

    [Fact]
    public void What_is_asked_for_is_said_and_the_users_own_arguments_win()
    {
        var job = new ArrayJob(
            "s1", "x", 64, 10, 3, new("/shared/store", "s1"), new(2, (1L << 30) + 1, TimeSpan.FromMinutes(90.5)), "long", ["--account=physics"]);
        var arguments = SlurmText.Arguments(job, TimeSpan.FromMinutes(2));
        foreach (var argument in (string[])
        [
            "--array=0-9%3", "--job-name=x.s1.64", "--requeue", "--signal=B:USR1@120", "--time=91", "--mem=1025M", "--cpus-per-task=2",
            "--partition=long"
        ])
            Assert.Contains(argument, arguments);
        Assert.Equal(["--account=physics", "/shared/store/cluster/s1/task.sh", "--first", "64"], arguments.TakeLast(4));
        Assert.Equal(64, SlurmText.FirstOf(SlurmText.NameOf(job), "s1"));
    }

    [Theory]
    [InlineData("SLURM_ARRAY_TASK_ID", "7", 7)]
    [InlineData("SGE_TASK_ID", "7", 6)]
    [InlineData("SGE_TASK_ID", "undefined", null)]
    [InlineData("PBS_ARRAY_INDEX", "0", 0)]
    [InlineData("JOB_COMPLETION_INDEX", "12", 12)]
    [InlineData("OTHER", "1", null)]
    public void The_index_comes_from_whatever_scheduler_there_is(string variable, string value, int? task) =>
        Assert.Equal(task, TaskIndex.Find(name => name == variable ? value : null));

    [Fact]
    public void Needs_follow_the_estimates_within_what_a_cluster_allows()
    {
        Assert.Equal(1, TaskNeeds.ThreadsFor(10));
        Assert.Equal(3, TaskNeeds.ThreadsFor(3 * 3600));
        Assert.Equal(8, TaskNeeds.ThreadsFor(1e6));
        Assert.Equal(TimeSpan.FromMinutes(50), TaskNeeds.TimeFor(600, null));
        Assert.Equal(TimeSpan.FromMinutes(20), TaskNeeds.TimeFor(600, TimeSpan.FromMinutes(20)));
        Assert.Equal(5L << 30, TaskNeeds.MemoryFor(4L << 30));
    }

    [Theory]
    [InlineData(1, 0.1, "1M", "1 MiB", 1)]
    [InlineData(512 << 20, 1861, "512M", "512 MiB", 32)]
    [InlineData((1L << 32) - 1, 60, "4096M", "4 GiB", 1)]
    [InlineData((3L << 29) + 1, 61, "1537M", "1537 MiB", 2)]
    public void What_is_said_of_a_task_is_what_is_asked_of_the_scheduler(long bytes, double seconds, string mem, string words, int minutes)
    {
        var needs = TaskNeeds.Asked(1, bytes, TimeSpan.FromSeconds(seconds));
        var job = new ArrayJob("s", "x", 0, 1, null, new("store", "s"), needs, null, []);
        var arguments = SlurmText.Arguments(job, TimeSpan.FromMinutes(1));
        Assert.Contains($"--mem={mem}", arguments);
        Assert.Contains($"--time={minutes}", arguments);
        Assert.Equal(words, Words.Memory(needs.MemoryBytes));
        Assert.Equal($"{minutes} min", ProgressEstimate.Words(needs.Time));
    }
}
