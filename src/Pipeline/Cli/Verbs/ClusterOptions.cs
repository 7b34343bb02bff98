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

    private readonly Option<bool> _dryRun = new("--dry-run")
    {
        Description = "On a cluster: only say how many tasks there would be, what each would ask for, and the commands; nothing is written or sent.",
    };

    private IEnumerable<Option> Needs => [_maxTasks, _atOnce, _minTaskTime, _time, _memory, _partition, _more, _dryRun];

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
            {
                result.GetResult(option)!.AddError(
                    $"'{option.Name}' goes with '--on'.{(option == _dryRun ? "\non this machine: pipelines plan FILE" : "")}");
            }
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
        IsDryRun = parsed.GetValue(_dryRun),
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

    /// <summary>What a dry run prints.</summary>
    /// <returns>The exit code.</returns>
    public static int Write(Streams streams, bool isJson, RehearsalReport report)
    {
        if (isJson) JsonOutput.Write(streams.Out, report);
        else Write(streams.Out, report);
        return ExitCode.Complete;
    }

    private static void Write(TextWriter output, RehearsalReport report)
    {
        if (report.Tasks == 0)
        {
            output.WriteLine($"{report.Experiment}: everything is stored, so no task would be sent; the results would be written here.");
        }
        else
        {
            output.WriteLine($"{report.Experiment}: {Sizes(report.Points, report.Tasks)}; nothing was written or sent.");
            output.WriteLine(Needs(report.Threads, report.MemoryBytes, report.LimitSeconds, report.LongestSeconds, report.Seconds));
            if (report.Commands.IsEmpty) output.WriteLine("No scheduler is called: the tasks and a script for one of them would be written.");
            foreach (var command in report.Commands) output.WriteLine(command);
        }
        foreach (var note in report.Notes) output.WriteLine(note);
        output.WriteLine("To do it: the same command without --dry-run.");
    }

    private static string Sizes(int points, int tasks) => $"{points} point{(points == 1 ? "" : "s")} in {tasks} task{(tasks == 1 ? "" : "s")}";

    private static string Needs(int threads, long memory, double limit, double longest, double all) =>
        $"Each task has {(threads == 1 ? "1 core" : $"{threads} cores")}, {Words.Memory(memory)} and {Time(limit)}; "
        + $"the longest should take {Time(longest)}, all together {Time(all)}.";

    private static void Write(TextWriter output, SentReport report)
    {
        output.WriteLine($"{report.Experiment}: {Sizes(report.Points, report.Tasks)}, submission {report.Submission}");
        output.WriteLine(Needs(report.Threads, report.MemoryBytes, report.LimitSeconds, report.LongestSeconds, report.Seconds));
        if (report.Scheduler == Schedulers.Script)
        {
            var script = SubmissionFolder.At(report.Folder);
            output.WriteLine($"Nothing was sent: have your scheduler run tasks 0 to {report.Tasks - 1} of");
            output.WriteLine($"  sh {ShellWord.IfNeeded(script.Script)}");
            output.WriteLine($"which finds its number in {TaskIndex.Names}. One by hand, here or there:");
            output.WriteLine($"  {script.TaskCommand(0)}");
        }
        else
        {
            output.WriteLine($"In the queue of {report.Scheduler} as {(report.Jobs.Length == 1 ? "job" : "jobs")} {string.Join(", ", report.Jobs)}.");
        }
        output.WriteLine("How far it is: pipelines status. When it is through: pipelines collect.");
    }

    private static string Time(double seconds) => ProgressEstimate.Words(TimeSpan.FromSeconds(seconds));
}
