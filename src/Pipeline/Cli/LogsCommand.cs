using System.CommandLine;
using Pipelines.Pipeline.Explanations;
using Pipelines.Pipeline.Explanations.Activity;
using Pipelines.Pipeline.Storage;

namespace Pipelines.Pipeline.Cli;

/// <summary><c>pipelines logs</c>: what a run finished, in order, with the cause of every failure.</summary>
internal static class LogsCommand
{
    public static Verb Create(CommandContext context)
    {
        var options = new StoreVerbOptions();
        var name = new Option<string?>("--run") { Description = "Name of the run, as 'status' and 'ls' show it; without it, the last one.", HelpName = "RUN" };
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
            var (files, streams) = (context.Files, context.Streams);
            using var store = new ArtifactStore(files, options.StoreOf(parsed));
            var asked = parsed.GetValue(name);
            if (store.Runs.All().LastOrDefault(r => asked is null || r.Id == asked) is not { } run)
            {
                streams.Error.WriteLine(asked is null ? "No run has been recorded on this store." : $"There is no run {asked}; 'pipelines ls' lists them.");
                return ExitCode.Usage;
            }
            var all = RunLog.Read(files, store, run, context.Systems, r => Sources.GivenOf(files, r));
            var entries = (all ?? []).Where(e => !parsed.GetValue(failed) || e.Outcome != "done").ToList();
            if (options.IsJson(parsed))
            {
                JsonOutput.Write(streams.Out, new { Run = run.Id, run.Experiment, run.Started, run.Results, Entries = entries });
                return ExitCode.Complete;
            }
            streams.Out.WriteLine($"run {run.Id} of {run.Experiment}, started {run.Started:yyyy-MM-dd HH:mm:ss} UTC, results in {run.Results}");
            if (all is null) streams.Error.WriteLine("It computed nothing, or 'pipelines gc' has packed what it computed.");
            else PlainTable.Write(streams.Out, ["stage", "key", "points", "size:", "outcome"], [.. entries.Select(e => new[] { $"{e.Stage} v{e.Version}", e.Key[..12], PointRanges.Short(e.Points), Words.Bytes(e.Bytes), e.Outcome })]);
            return ExitCode.Complete;
        });
        return verb;
    }
}
