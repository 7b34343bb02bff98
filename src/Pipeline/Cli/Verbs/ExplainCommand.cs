using System.CommandLine;
using Pipelines.Pipeline.Cli.Options;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Explanations;
using Pipelines.Pipeline.Runs;

namespace Pipelines.Pipeline.Cli.Verbs;

/// <summary><c>pipelines explain</c>: why each stage would run, in terms of what changed since the nearest earlier run.</summary>
internal static class ExplainCommand
{
    public static Verb Create(CommandContext context)
    {
        var options = new ExperimentOptions();
        var point = WholeNumber.Option("--point", "Only this point, numbered as in points.parquet.", smallest: 0);
        var stage = new Option<string?>("--stage") { Description = "Only stages of this name.", HelpName = "STAGE" };
        var json = JsonOutput.Option();
        var verb = new Verb("explain", "Say why each stage would run: what changed, with both values and the line that says so.")
        {
            Examples =
            [
                new("why would anything be computed again?", "pipelines explain pipelines/quickstart.yaml"),
                new("why would this change run anything?", "pipelines explain pipelines/quickstart.yaml --set training.learningRate=500"),
                new("one stage of one point", "pipelines explain pipelines/quickstart.yaml --point 3 --stage hinge-training"),
            ],
        };
        options.AddTo(verb);
        foreach (var option in (Option[])[point, stage, json]) verb.Options.Add(option);
        verb.SetAction(parsed =>
        {
            using var plan = options.Plan(parsed, context);
            var report = plan.Explain(parsed.GetValue(point), parsed.GetValue(stage));
            if (parsed.GetValue(json)) JsonOutput.Write(context.Streams.Out, report);
            else Write(context.Streams.Out, report);
            return ExitCode.Complete;
        });
        return verb;
    }

    private static void Write(TextWriter output, ExplainReport report)
    {
        output.WriteLine($"{report.Experiment}: {report.Explained} of {report.Points} points explained");
        foreach (var group in report.Stages)
        {
            output.WriteLine($"{group.Action.Word(),-7} {group.Stage} v{group.Version}, {group.Count} at points {PointRanges.Short(group.Points)}");
            if (group.Changes.IsEmpty) output.WriteLine($"          {group.Reason}");
            foreach (var change in group.Changes) output.WriteLine($"          {change.Sentence}");
            if (group.Nearest.Length > 0) output.WriteLine($"          nearest: {group.Nearest}{(group.Count > 1 ? " and its neighbours" : "")}");
        }
    }
}
