using Pipelines.Pipeline.Cluster;

namespace Pipelines.Pipeline.Tests.Cluster;

/// <summary>A controller that is slow, away, or full, and commands that hang.</summary>
public sealed class SlurmSchedulerTests
{
    private const string Empty = """{"jobs": []}""";

    private const string InQueue = """
        {"jobs": [{"job_id": 7, "array_job_id": 7, "array_task_id": null, "array_task_string": "0-9", "job_state": "PENDING", "name": "x.s1.64", "state_reason": "None"}]}
        """;

    private static readonly ProgramResult Lost = new(
        1, "", "Unable to contact slurm controller (connect failure)"), Hung = ProgramResult.TimedOut(TimeSpan.FromMinutes(3));

    private static readonly ArrayJob Job = new("s1", "x", 64, 10, null, new("/shared/store", "s1"), new(1, 1 << 30, TimeSpan.FromHours(1)), null, []);

    private readonly Queue<(string Program, ProgramResult Answer)> _script = new();

    [Fact]
    public void What_was_taken_although_the_answer_was_lost_is_not_sent_again() =>
        Assert.Equal("7", Submit(("sbatch", Hung), ("squeue", new(0, InQueue, ""))));

    [Fact]
    public void What_was_not_taken_is_sent_again() =>
        Assert.Equal("8", Submit(("sbatch", Lost), ("squeue", new(0, Empty, "")), ("sbatch", new(0, "8;cluster\n", ""))));

    [Fact]
    public void Nothing_is_sent_again_before_the_queue_is_known() =>
        Assert.Equal("7", Submit(("sbatch", Hung), ("squeue", Lost), ("squeue", Hung), ("squeue", new(0, InQueue, ""))));

    [Fact]
    public void Where_the_queue_stays_unknown_nobody_says_that_nothing_was_sent() =>
        Assert.True(Assert.Throws<SchedulerException>(() => Submit(
            ("sbatch", Hung), ("squeue", Lost), ("squeue", Lost), ("squeue", Lost), ("squeue", Lost))).IsUnsure);

    [Fact]
    public void A_controller_that_never_takes_it_is_an_error_after_four_attempts() =>
        Assert.False(Assert.Throws<SchedulerException>(() => Submit(
            [.. Enumerable.Range(0, 4).SelectMany(_ => ((string, ProgramResult)[])[("sbatch", Lost), ("squeue", new(0, Empty, ""))])])).IsUnsure);

    [Theory]
    [InlineData(
        "sbatch: error: Slurm temporarily unable to accept job, sleeping and retrying\nsbatch: error: Batch job submission failed: Resource "
            + "temporarily unavailable")]
    [InlineData("sbatch: error: Batch job submission failed: Invalid partition name specified")]
    public void A_refusal_is_final(string error)
    {
        var refusal = Assert.Throws<SchedulerException>(() => Submit(("sbatch", new(1, "", error))));
        Assert.Equal((error, false), (refusal.Message, refusal.IsUnsure));
    }

    [Fact]
    public void A_Slurm_without_JSON_is_noticed_before_anything_is_sent()
    {
        _script.Enqueue(("squeue", new(1, "", "squeue: unrecognized option '--json'")));
        Assert.Contains("unrecognized option", Assert.Throws<SchedulerException>(() => new SlurmScheduler(
            Answer, TimeSpan.Zero).Limits(null)).Message, StringComparison.Ordinal);
        Assert.Empty(_script);
    }

    [Theory]
    [InlineData("sleep 60")]
    [InlineData("sleep 60 & exit 0")]
    public void A_command_that_hangs_is_ended(string command)
    {
        Assert.Equal(ProgramResult.TimedOut(TimeSpan.FromSeconds(1)), Programs.Run(TimeSpan.FromSeconds(1), "sh", "-c", command));
    }

    [Fact]
    public void A_command_of_many_words_is_read_to_its_end()
    {
        var result = Programs.Run(TimeSpan.FromMinutes(30), "sh", "-c", "seq 300000; seq 300000 >&2; exit 3");
        Assert.Equal((3, 300_000, 300_000), (result.ExitCode, result.Output.Trim().Split('\n').Length, result.Error.Split('\n').Length));
        var missing = Assert.Throws<SchedulerException>(() => Programs.Run(TimeSpan.FromMinutes(1), "no-such-program"));
        Assert.Equal("there is no program 'no-such-program' here", missing.Message);
    }

    /// <summary>Submits a job to a Slurm that is asked just this and answers so.</summary>
    private string Submit(params (string, ProgramResult)[] script)
    {
        foreach (var step in script) _script.Enqueue(step);
        try
        {
            return new SlurmScheduler(Answer, TimeSpan.Zero).Submit(Job);
        }
        finally
        {
            Assert.Empty(_script);
        }
    }

    private ProgramResult Answer(string program, IReadOnlyList<string> arguments)
    {
        var (expected, answer) = _script.Dequeue();
        Assert.Equal(expected, program);
        return answer;
    }
}
