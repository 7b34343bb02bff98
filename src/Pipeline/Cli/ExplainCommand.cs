using System.Collections.Immutable;
using System.CommandLine;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Explanations;

namespace Pipelines.Pipeline.Cli;

/// <summary><c>pipelines explain</c>: why each stage would run, in terms of what changed since the nearest earlier run.</summary>
internal static class ExplainCommand
{
    /// <summary>Points that are explained without being asked for: what the others do is seldom another story.</summary>
    private const int MostPoints = 1000;

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
        verb.SetAction(parsed => Explain(context, options.Of(parsed), parsed.GetValue(point), parsed.GetValue(stage), parsed.GetValue(json)));
        return verb;
    }

    private static int Explain(CommandContext context, RunRequest request, int? point, string? stage, bool isJson)
    {
        var streams = context.Streams;
        if (PlannedExperiment.Open(context, request) is not { } project) return ExitCode.Usage;
        using var store = project.Store;
        if (point is { } asked && asked >= project.Plan.Points.Length) return Refuse(streams, $"There is no point {asked}; the experiment has points 0 to {project.Plan.Points.Length - 1}.");
        var names = project.Plan.Stages.Select(s => s.Node.Stage.Name).Distinct().ToList();
        if (stage is not null && !names.Contains(stage)) return Refuse(streams, $"There is no stage {stage} in this experiment; there are {string.Join(", ", names)}.");
        var explainer = new Explainer(project.Experiment, project.Plan, store, context.Systems, project.Given.Find);
        var points = point is { } one ? [one] : Chosen(project.Plan);
        var report = ExplainReport.Of(project.Experiment.Header.Experiment, project.Plan.Points.Length, points, explainer, stage);
        if (isJson) JsonOutput.Write(streams.Out, report);
        else Write(streams.Out, report);
        return ExitCode.Complete;
    }

    /// <summary>The points that have something to run, or all, up to a number.</summary>
    private static List<int> Chosen(Plan plan)
    {
        var running = plan.ToRun.Select(s => s.Node.Key).ToHashSet();
        var working = plan.Points.Where(p => PointNodes.Of(p).Any(n => running.Contains(n.Node.Key))).Select(p => (int)p.Index).Take(MostPoints).ToList();
        return working.Count > 0 ? working : [.. plan.Points.Select(p => (int)p.Index).Take(MostPoints)];
    }

    private static int Refuse(Streams streams, string message)
    {
        streams.Error.WriteLine(message);
        return ExitCode.Usage;
    }

    private static void Write(TextWriter output, ExplainReport report)
    {
        output.WriteLine($"{report.Experiment}: {report.Explained} of {report.Points} points explained");
        foreach (var group in report.Stages)
        {
            output.WriteLine($"{group.Action.ToString().ToLowerInvariant(),-7} {group.Stage} v{group.Version}, {group.Count} at points {PointRanges.Short(group.Points)}");
            if (group.Changes.IsEmpty) output.WriteLine($"          {group.Reason}");
            foreach (var change in group.Changes) output.WriteLine($"          {change.Sentence}");
            if (group.Nearest.Length > 0) output.WriteLine($"          nearest: {group.Nearest}{(group.Count > 1 ? " and its neighbours" : "")}");
        }
    }
}

/// <summary>What <c>explain --json</c> writes.</summary>
/// <param name="Experiment">Its name.</param>
/// <param name="Points">Number of points.</param>
/// <param name="Explained">How many of them were looked at.</param>
/// <param name="Stages">Different stages with one explanation, together.</param>
internal sealed record ExplainReport(string Experiment, int Points, int Explained, ImmutableArray<ExplainReport.Group> Stages)
{
    /// <param name="Stage">Name of the stage.</param>
    /// <param name="Version">Its version.</param>
    /// <param name="Action">run, reuse, blocked or idle.</param>
    /// <param name="Reason">The plan's words.</param>
    /// <param name="Changes">What is not as it was.</param>
    /// <param name="Nearest">What the first of them was compared with; empty where nothing was.</param>
    /// <param name="Count">Number of different stages.</param>
    /// <param name="Points">The points that they belong to.</param>
    internal sealed record Group(
        string Stage, int Version, PlanAction Action, string Reason, ImmutableArray<Change> Changes, string Nearest, int Count, string Points);

    /// <param name="experiment">Its name.</param>
    /// <param name="points">Number of points.</param>
    /// <param name="chosen">Those that are explained.</param>
    /// <param name="explainer">Explains.</param>
    /// <param name="stage">Only stages of this name; null for all.</param>
    public static ExplainReport Of(string experiment, int points, IReadOnlyList<int> chosen, Explainer explainer, string? stage)
    {
        var all = chosen.SelectMany(p => explainer.Explain(p).Where(e => stage is null || e.Node.Stage.Name == stage).Select(e => (Point: (long)p, Explanation: e)));
        return new(experiment, points, chosen.Count,
        [
            .. all.GroupBy(e => (e.Explanation.Node.Stage, e.Explanation.Action, e.Explanation.Reason, e.Explanation.Sentence)).OrderBy(g => g.Key.Action).Select(g => new Group(
                g.Key.Stage.Name, g.Key.Stage.Version, g.Key.Action, g.Key.Reason, g.First().Explanation.Changes, g.First().Explanation.Nearest,
                g.Select(e => e.Explanation.Node.Key).Distinct().Count(), PointRanges.Of(g.Select(e => e.Point).Distinct().Order()))),
        ]);
    }
}
