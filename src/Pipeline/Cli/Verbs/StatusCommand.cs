using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Pipelines.Pipeline.Cli.Options;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Cluster;
using Pipelines.Pipeline.Explanations;
using Pipelines.Pipeline.Explanations.Activity;
using Pipelines.Pipeline.Runs;

namespace Pipelines.Pipeline.Cli.Verbs;

/// <summary><c>pipelines status</c>: what runs on a store, how far it is, and what failed; from any shell, without a lock.</summary>
internal static class StatusCommand
{
    /// <summary>More failures than these are counted.</summary>
    private const int MostFailures = 10;

    /// <summary>Columns of the word before a run or a submission.</summary>
    internal const int StateWidth = 10;

    /// <summary>A cluster has other users: it is asked less often.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1), ClusterInterval = TimeSpan.FromSeconds(10);

    public static Verb Create(CommandContext context)
    {
        var options = new StoreVerbOptions();
        var follow = new Option<bool>("--follow", "-f") { Description = "Look every second and say what is new, until nothing runs any more." };
        var verb = new Verb("status", "Show what runs on the store and what was sent to a cluster, how far each run and point is, and what failed.")
        {
            StopsCleanly = true,
            Examples =
            [
                new("what is going on?", "pipelines status"),
                new("watch it from another shell", "pipelines status --follow"),
                new("every point", "pipelines status --json"),
            ],
        };
        options.AddTo(verb);
        verb.Options.Add(follow);
        verb.SetAction(async (parsed, cancellation) =>
        {
            var output = context.Streams.Out;
            using var store = options.Open(parsed, context);
            var before = "";
            while (true)
            {
                var status = store.Status(context.Notices);
                var text = options.IsJson(parsed) ? $"{Json.Text(new { status.Runs, status.Submissions })}\n" : Text(status.Runs, status.Submissions);
                var news = options.IsJson(parsed) ? text == before ? "" : text : News(before, text);
                if (news.Length > 0) await output.WriteAsync(news).ConfigureAwait(false);
                before = text;
                await output.FlushAsync(CancellationToken.None).ConfigureAwait(false);
                if (!parsed.GetValue(follow) || !status.IsLive) return ExitCode.Complete;
                var interval = status.Submissions.IsEmpty ? Interval : ClusterInterval;
                await Task.Delay(interval, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (cancellation.IsCancellationRequested) return ExitCode.Interrupted;
            }
        });
        return verb;
    }

    /// <summary>The lines that were not there before, each below the run that it is of.</summary>
    internal static string News(string before, string text)
    {
        if (before.Length == 0) return text;
        // A run is the same one when its state, the first word of its head, is another.
        static (string Run, string Line) Key((string Head, string Line) line) => (line.Head[Math.Min(StateWidth, line.Head.Length)..], line.Line);
        var known = Lines(before).Select(Key).ToHashSet();
        var (news, shown) = (new List<string>(), "");
        foreach (var line in Lines(text).Where(l => !known.Contains(Key(l))))
        {
            if (line.Head != shown && line.Head != line.Line) news.Add(line.Head);
            news.Add(line.Line);
            shown = line.Head;
        }
        return string.Concat(news.Select(l => l + "\n"));
    }

    /// <summary>Each line with the head that it stands below; a head with itself.</summary>
    private static IEnumerable<(string Head, string Line)> Lines(string text)
    {
        var head = "";
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line[0] != ' ') head = line;
            yield return (head, line);
        }
    }

    private static string Text(ImmutableArray<RunActivity> runs, ImmutableArray<SubmissionActivity> submissions)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        foreach (var submission in submissions) SubmissionText.Write(text, submission);
        if (runs.IsEmpty && submissions.IsEmpty) text.WriteLine("No run has been recorded on this store.");
        foreach (var run in runs)
        {
            var holder = run.Holder.Length > 0 ? $", {run.Holder}" : "";
            text.WriteLine($"{Word(run.State).PadRight(StateWidth)}{run.Experiment}, run {run.Run}{holder}");
            text.WriteLine(
                $"          {run.Stored} of {run.Results} results{(run.Claimed > 0 ? $", {run.Claimed} more claimed" : "")}{Points(run.Points)}");
            foreach (var stage in run.UnderWay)
            {
                var what = stage.Stage.Length > 0 ? $"{stage.Stage} at point {PointRanges.Short(stage.Points)}" : stage.Key[..8];
                text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"          {100 * stage.Done:0} % of {what}"));
            }
            foreach (var failed in run.Failures.Take(MostFailures))
                text.WriteLine($"          failed at point {PointRanges.Short(failed.Points)}: {failed.Stage}: {failed.Cause}");
            if (run.Failures.Length > MostFailures) text.WriteLine($"          and {run.Failures.Length - MostFailures} more failures");
            if (run.State == RunState.Stopped) text.WriteLine("          the same command goes on from here");
        }
        return text.ToString();
    }

    private static string Points(ImmutableArray<PointActivity> points)
    {
        if (points.IsEmpty) return "";
        var counts = points.GroupBy(p => p.Status).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => $"{g.Count()} {g.Key.Replace('-', ' ')}");
        return $"; {points.Length} points: {string.Join(", ", counts)}";
    }

    private static string Word(RunState state) => state switch
    {
        RunState.Running or RunState.RunningElsewhere => "running",
        RunState.Finished => "finished",
        _ => "stopped",
    };
}

/// <summary>What <c>status</c> prints of a submission to a cluster.</summary>
internal static class SubmissionText
{
    private const int MostEnded = 5;

    public static void Write(TextWriter output, SubmissionActivity activity)
    {
        output.WriteLine(
            $"{Word(activity).PadRight(StatusCommand.StateWidth)}{activity.Experiment} on {activity.Scheduler}, "
                + $"submission {activity.Submission}{Jobs(activity)}");
        var failed = activity.Failed > 0 ? $", {activity.Failed} failed" : "";
        output.WriteLine($"          {activity.Complete} of {activity.Points} points complete{failed}; {Tasks(activity)}");
        foreach (var reason in activity.WaitingFor.Take(MostEnded)) output.WriteLine($"          waiting: {reason}");
        foreach (var ended in activity.Ended.Take(MostEnded))
            output.WriteLine($"          task {ended.Task} (points {PointRanges.Short(ended.Points)}) ended without all its results: {ended.Word}");
        if (activity.Ended.Length > MostEnded) output.WriteLine($"          and {activity.Ended.Length - MostEnded} more tasks");
        if (activity.State == SubmissionState.Through) output.WriteLine($"          'pipelines collect {activity.Experiment}' brings it home");
        if (activity.State == SubmissionState.Incomplete) output.WriteLine("          the same 'run --on' sends what is missing");
    }

    /// <summary>How the tasks stand: from the scheduler where it can be asked, and otherwise from what they have left.</summary>
    private static string Tasks(SubmissionActivity activity)
    {
        if (activity.State != SubmissionState.Unknown)
        {
            var through = activity.Through > 0 ? $", {activity.Through} through" : "";
            return $"{activity.Tasks} tasks: {activity.Running} running, {activity.Waiting} waiting{through}";
        }
        var silent = activity.Scheduler == Schedulers.Script ? "" : $"; {activity.Scheduler} does not answer";
        var untouched = activity.Untouched.Length > 0 ? $", no result yet of {PointRanges.Short(activity.Untouched)}" : "";
        return $"{activity.Through} of {activity.Tasks} tasks through{untouched}{silent}";
    }

    private static string Jobs(SubmissionActivity activity) =>
        activity.Jobs.IsEmpty ? "" : $", {(activity.Jobs.Length == 1 ? "job" : "jobs")} {string.Join(", ", activity.Jobs)}";

    private static string Word(SubmissionActivity activity) => activity.State switch
    {
        SubmissionState.Running => "running",
        SubmissionState.Through => "through",
        SubmissionState.Incomplete => "ended",
        _ => activity.Scheduler == Schedulers.Script ? "written" : "sent",
    };
}
