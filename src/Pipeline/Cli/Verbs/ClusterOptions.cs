using System.CommandLine;
using Pipelines.Pipeline.Cli.Options;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Cluster;
using Pipelines.Pipeline.Runs;

namespace Pipelines.Pipeline.Cli.Verbs;

/// <summary>The options of <c>run</c> that send it to a cluster.</summary>
internal sealed class ClusterOptions
{
    private static readonly SubmitOptions Defaults = new();

    private readonly Option<string?> _on = OneOf.Option(
        "--on", "Send it to a cluster, or (script) only write the tasks and a script that some other scheduler runs.", "SCHEDULER", Schedulers.Names);

    private readonly Option<int> _maxTasks = WholeNumber.Option(
        "--max-tasks", "On a cluster: most tasks to pack the points into.", smallest: 1, value: Defaults.MaxTasks);

    private readonly Option<int?> _atOnce = WholeNumber.Option(
        "--at-once", "On a cluster: most tasks that run at a time. Default: as many as there is room for.", smallest: 1);

    private readonly Option<TimeSpan?> _minTaskTime = Quantity.Time(
        "--min-task-time", "On a cluster: the shortest estimated time of a task; points are packed together until they reach it. "
            + $"Default: {Quantity.Text(Defaults.MinTaskTime)}.");

    private readonly Option<TimeSpan?> _time = Quantity.Time(
        "--time", "On a cluster: time limit of a task; one that reaches it goes on from a checkpoint. Default: from the estimates.");

    private readonly Option<long?> _memory = Quantity.Memory("--memory", "On a cluster: memory of a task. Default: from the estimates.");

    private readonly Option<string?> _partition = new("--partition") { Description = "On a cluster: the partition.", HelpName = "NAME" };

    private readonly Option<string[]> _more = new("--sbatch-arg")
    {
        Description = "On Slurm: one more argument of sbatch, written with '=': --sbatch-arg=--account=physics.",
        HelpName = "ARGUMENT",
        DefaultValueFactory = _ => [],
    };

    private IEnumerable<Option> Needs => [_maxTasks, _atOnce, _minTaskTime, _time, _memory, _partition, _more];

    /// <param name="command">The verb.</param>
    /// <param name="format">Its option of pictures, which no task draws.</param>
    public void AddTo(Command command, Option format)
    {
        command.Options.Add(_on);
        foreach (var option in Needs) command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_on) is not null)
            {
                if (result.GetResult(format) is { Implicit: false } asked)
                    asked.AddError($"'{format.Name}' goes without '--on'.\ndraw after 'collect': pipelines report RESULTS {format.Name} pdf");
                return;
            }
            foreach (var option in Needs.Where(o => result.GetResult(o) is { Implicit: false }))
                result.GetResult(option)!.AddError($"'{option.Name}' goes with '--on'.");
        });
    }

    /// <summary>How to run on a cluster; null for a run on this machine.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="threads">Cores of a task, where the user said so.</param>
    public SubmitOptions? Of(ParseResult parsed, int? threads) => parsed.GetValue(_on) is not { } scheduler ? null : new()
    {
        Scheduler = scheduler,
        MaxTasks = parsed.GetValue(_maxTasks),
        AtOnce = parsed.GetValue(_atOnce),
        MinTaskTime = parsed.GetValue(_minTaskTime) ?? Defaults.MinTaskTime,
        Time = parsed.GetValue(_time),
        MemoryBytes = parsed.GetValue(_memory),
        Threads = threads,
        Partition = parsed.GetValue(_partition),
        Arguments = [.. parsed.GetRequiredValue(_more)],
    };
}

/// <summary>What <c>run --on</c> prints of what was sent.</summary>
internal static class SubmitSummary
{
    /// <returns>The exit code.</returns>
    public static int Write(Streams streams, bool isJson, SubmitResult.Sent sent)
    {
        var (report, error) = (sent.Report, streams.Error);
        if (sent.Problem.Length > 0) error.WriteLine($"{report.Scheduler}: {sent.Problem}");
        if (isJson) JsonOutput.Write(streams.Out, report);
        else Write(streams.Out, report);
        if (sent.Problem.Length == 0) return ExitCode.Complete;
        error.WriteLine(sent.IsUnsure
            ? $"Nobody knows whether {report.Scheduler} took all of it. "
                + "When it answers, 'pipelines status' tells, and the same command sends what is missing."
            : "Only a part was sent: when that is through, the same command sends the rest.");
        return ExitCode.WorkToDo;
    }

    private static void Write(TextWriter output, SentReport report)
    {
        var cores = report.Threads == 1 ? "1 core" : $"{report.Threads} cores";
        output.WriteLine($"{report.Experiment}: {report.Points} points in {report.Tasks} tasks, submission {report.Submission}");
        output.WriteLine(
            $"Each task has {cores}, {Words.Bytes(report.MemoryBytes)} and {Time(report.LimitSeconds)}; "
            + $"the longest should take {Time(report.LongestSeconds)}, all together {Time(report.Seconds)}.");
        if (report.Scheduler == Schedulers.Script)
        {
            output.WriteLine($"Nothing was sent: have your scheduler run tasks 0 to {report.Tasks - 1} of");
            output.WriteLine($"  sh {Path.Combine(report.Folder, "task.sh")}");
        }
        else
        {
            output.WriteLine($"In the queue of {report.Scheduler} as {(report.Jobs.Length == 1 ? "job" : "jobs")} {string.Join(", ", report.Jobs)}.");
        }
        output.WriteLine("How far it is: pipelines status. When it is through: pipelines collect.");
    }

    private static string Time(double seconds) => ProgressEstimate.Words(TimeSpan.FromSeconds(seconds));
}
