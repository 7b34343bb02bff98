using Pipelines.Pipeline.Cli.Options;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Runs;

namespace Pipelines.Pipeline.Cli.Verbs;

/// <summary><c>pipelines ls</c>: what a store holds.</summary>
internal static class ListCommand
{
    public static Verb Create(CommandContext context)
    {
        var options = new StoreVerbOptions();
        var verb = new Verb("ls", "List what the store holds: results by stage, runs, and running stages.")
        {
            Examples =
            [
                new("what is stored here?", "pipelines ls"),
                new("the keys of every stored result", "pipelines ls --json | jq -r '.results[].key'"),
            ],
        };
        options.AddTo(verb);
        verb.SetAction(parsed =>
        {
            var output = context.Streams.Out;
            using var store = options.Open(parsed, context);
            var content = store.Content();
            if (options.IsJson(parsed)) JsonOutput.Write(output, content);
            else Write(output, content);
            return ExitCode.Complete;
        });
        return verb;
    }

    private static void Write(TextWriter output, StoreContent content)
    {
        foreach (var group in content.Results.GroupBy(r => $"{r.Stage} v{r.Version}").OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var failures = group.Count(r => r.IsFailure);
            var repeated = failures > 0 ? $", {failures} of them failures that repeat" : "";
            output.WriteLine($"{group.Count(),8} x {group.Key}, {Words.Bytes(group.Sum(r => r.Bytes))}{repeated}");
        }
        foreach (var run in content.Runs) output.WriteLine($"run {run.Id} of {run.Experiment}, {run.Uses} results, in {run.Results}");
        foreach (var key in content.Checkpoints) output.WriteLine($"checkpoint of {key[..12]}");
    }
}
