using System.CommandLine;
using Pipelines.Pipeline.Cli.Options;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Explanations;
using Pipelines.Pipeline.Explanations.Activity;
using Pipelines.Pipeline.Runs;

namespace Pipelines.Pipeline.Cli.Verbs;

/// <summary><c>pipelines logs</c>: what a run finished, in order, with the cause of every failure.</summary>
internal static class LogsCommand
{
    public static Verb Create(CommandContext context)
    {
        var options = new StoreVerbOptions();
        var name = new Option<string?>("--run")
        {
            Description = "Name of the run, as 'status' and 'ls' show it; without it, the last one.",
            HelpName = "RUN"
        };
        var failed = new Option<bool>("--failed") { Description = "Only failures." };
        var verb = new Verb("logs", "Show what a run finished, in order: stage, points, size, and why what failed did.")
        {
            Examples = [new("what did the last run do?", "pipelines logs"), new("what failed?", "pipelines logs --failed")],
        };
        options.AddTo(verb);
        verb.Options.Add(name);
        verb.Options.Add(failed);
        verb.SetAction(parsed =>
        {
            var streams = context.Streams;
            using var store = options.Open(parsed, context);
            var run = store.History(parsed.GetValue(name));
            var entries = (run.Entries ?? []).Where(e => !parsed.GetValue(failed) || e.Outcome != "done").ToList();
            if (options.IsJson(parsed))
            {
                JsonOutput.Write(streams.Out, new { run.Run, run.Experiment, run.Started, run.Results, Entries = entries, run.Crashes });
                return ExitCode.Complete;
            }
            streams.Out.WriteLine($"run {run.Run} of {run.Experiment}, started {run.Started:yyyy-MM-dd HH:mm:ss} UTC, results in {run.Results}");
            if (run.Entries is null) streams.Error.WriteLine("It computed nothing, or 'pipelines gc' has packed what it computed.");
            else PlainTable.Write(streams.Out, ["stage", "key", "points", "size:", "outcome"], [.. entries.Select(Row)]);
            foreach (var crash in run.Crashes) streams.Out.WriteLine($"\n{crash.Stage} ended in an exception:\n{crash.Trace}");
            return ExitCode.Complete;
        });
        return verb;
    }

    private static string[] Row(LogEntry entry) =>
        [$"{entry.Stage} v{entry.Version}", entry.Key[..12], PointRanges.Short(entry.Points), Words.Bytes(entry.Bytes), entry.Outcome];
}
