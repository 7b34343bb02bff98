using Pipelines.Pipeline.Storage;

namespace Pipelines.Pipeline.Cli;

/// <summary><c>pipelines ls</c>: what a store holds.</summary>
internal static class ListCommand
{
    public static Verb Create(CommandContext context)
    {
        var options = new StoreVerbOptions();
        var verb = new Verb("ls", "List what the store holds: results by stage, runs, and running stages.")
        {
            Examples = [new("what is stored here?", "pipelines ls"), new("the keys of every stored result", "pipelines ls --json | jq -r '.results[].key'")],
        };
        options.AddTo(verb);
        verb.SetAction(parsed =>
        {
            var (files, streams) = (context.Files, context.Streams);
            using var store = new ArtifactStore(files, options.StoreOf(parsed));
            var (records, runs) = (store.Records(), store.Runs.All());
            var checkpoints = store.Checkpoints.ByKey.Select(c => c.Key.Hex).Order(StringComparer.Ordinal).ToList();
            if (options.IsJson(parsed))
            {
                JsonOutput.Write(
                    streams.Out,
                    new
                    {
                        Results = records.OrderBy(r => r.Key).Select(r => new { Key = r.Key.Hex, r.Stage, r.Version, r.IsFailure, r.Place.File, Bytes = r.Place.Length }),
                        Runs = runs.Select(r => new { r.Id, r.Experiment, r.System, r.Results, r.Started, Uses = r.Keys.Length }),
                        Checkpoints = checkpoints,
                    });
                return ExitCode.Complete;
            }
            foreach (var group in records.GroupBy(r => $"{r.Stage} v{r.Version}").OrderBy(g => g.Key, StringComparer.Ordinal))
            {
                var failures = group.Count(r => r.IsFailure);
                streams.Out.WriteLine($"{group.Count(),8} x {group.Key}, {Words.Bytes(group.Sum(r => r.Place.Length))}{(failures > 0 ? $", {failures} of them failures that repeat" : "")}");
            }
            foreach (var run in runs) streams.Out.WriteLine($"run {run.Id} of {run.Experiment}, {run.Keys.Length} results, in {run.Results}");
            foreach (var key in checkpoints) streams.Out.WriteLine($"checkpoint of {key[..12]}");
            return ExitCode.Complete;
        });
        return verb;
    }
}
