using System.CommandLine;
using Pipelines.Pipeline.Cli.Options;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Explanations;
using Pipelines.Pipeline.Runs;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Cli.Verbs;

/// <summary><c>pipelines plan</c>: what a run would do, and why; nothing runs.</summary>
internal static class PlanCommand
{
    public static Verb Create(CommandContext context)
    {
        var options = new ExperimentOptions();
        var exitCode = new Option<bool>("--exit-code") { Description = $"Exit with {ExitCode.WorkToDo} when there is work to do." };
        var file = new Option<string?>("--output", "-o")
        {
            Description = "Also write the plan to a file that 'run --plan' takes.",
            HelpName = "PLAN"
        };
        var graph = new Option<bool>("--graph")
        {
            Description = "Print the dataflow that a run would execute, as a Mermaid flowchart, with the number of stages in each block."
        };
        var json = JsonOutput.Option();
        var verb = new Verb("plan", "Show what a run would compute and what it would reuse, and what that costs; nothing runs.")
        {
            Examples =
            [
                new("what would a run cost?", "pipelines plan pipelines/quickstart.yaml"),
                new("what would five more replicates cost?", "pipelines plan pipelines/quickstart.yaml --set replicates=10"),
                new("in a script: is everything there?", "pipelines plan pipelines/quickstart.yaml --exit-code > /dev/null"),
                new("what flows where? (paste it into a Mermaid viewer)", "pipelines plan pipelines/quickstart.yaml --graph"),
                new("write it down; then 'run --plan plan.json' does exactly that", "pipelines plan pipelines/quickstart.yaml -o plan.json"),
            ],
        };
        options.AddTo(verb);
        foreach (var option in (Option[])[exitCode, file, graph, json]) verb.Options.Add(option);
        verb.SetAction(parsed =>
        {
            using var plan = options.Plan(parsed, context);
            var output = context.Streams.Out;
            if (parsed.GetValue(file) is { } path) plan.Save(path);
            var report = plan.Report(withEveryStage: parsed.GetValue(json));
            if (parsed.GetValue(graph)) GraphText.Write(output, plan.Graph());
            else if (parsed.GetValue(json)) JsonOutput.Write(output, report);
            else Write(output, report);
            return parsed.GetValue(exitCode) && plan.StagesToRun > 0 ? ExitCode.WorkToDo : ExitCode.Complete;
        });
        return verb;
    }

    private static void Write(TextWriter output, PlanReport report)
    {
        output.WriteLine($"{report.Experiment}: {report.Points} points, {report.Stages.Sum(s => s.Count)} different stages");
        PlainTable.Write(
            output,
            ["action", "stage", "number:", "points", "time:", "memory each:", "disk:", "why"],
            [.. report.Stages.OrderBy(s => s.Action).Select(Row)]);
        output.WriteLine(Total(report));
        // What is assumed is so for one reason; measurements have a number of their own for each stage.
        foreach (var source in report.Stages.Where(s => s.Action == PlanAction.Run).GroupBy(s => (s.TimeFrom, s.IsMeasured ? s.Stage : "")))
            output.WriteLine($"  {string.Join(", ", source.Select(s => s.Stage).Distinct(StringComparer.Ordinal))}: {source.Key.TimeFrom}");
        if (report.WillNotFit is { } misfit) output.WriteLine(misfit);
    }

    private static string[] Row(PlanReport.StageGroup stage)
    {
        var isRun = stage.Action == PlanAction.Run;
        return
        [
            stage.Action.Word(), $"{stage.Stage} v{stage.Version}", $"{stage.Count}", PointRanges.Short(stage.Points),
            isRun ? Time(stage.Seconds) : "",
            isRun ? Words.Bytes(stage.MemoryBytes) : "",
            isRun ? Words.Bytes(stage.DiskBytes) : "",
            stage.Reason,
        ];
    }

    private static string Total(PlanReport report)
    {
        var run = report.Stages.Where(s => s.Action == PlanAction.Run).ToList();
        return run.Count == 0
            ? "Nothing is to be computed."
            : $"Together {Time(report.Seconds)}, {Time(report.Seconds - run.Sum(s => s.Seconds))} of it for planning, compiling and writing; "
                + $"{Words.Bytes(report.DiskBytes)} on disk, about {Words.Bytes(report.MemoryBytes)} of memory at the peak. Times are estimates:";
    }

    private static string Time(double seconds) => ProgressEstimate.Words(TimeSpan.FromSeconds(seconds));
}

/// <summary>The dataflow of a plan as a Mermaid flowchart: what <c>plan --graph</c> prints.</summary>
/// <remarks>
/// A solid arrow is a link between two blocks. A dotted arrow says which results the join brings from one role to another, by key.
/// </remarks>
internal static class GraphText
{
    public static void Write(TextWriter output, DataflowGraph graph)
    {
        output.WriteLine("flowchart LR");
        if (graph.Roles.Any())
        {
            output.WriteLine("""  join{{"join by key"}}""");
            output.WriteLine("""  writer[("writer: store")]""");
        }
        foreach (var block in graph.Blocks)
            output.WriteLine($"""  {Id(block.Role)}["{string.Join("<br/>", block.Stages.Select(Label).Prepend(Id(block.Role)))}"]""");
        foreach (var role in graph.Roles)
        {
            output.WriteLine($"  join --> {Id(role)}");
            output.WriteLine($"  {Id(role)} --> writer");
        }
        if (graph.Roles.Any()) output.WriteLine("  writer --> join");
        foreach (var flow in graph.Flows) output.WriteLine($"""  {Id(flow.From)} -. "{flow.Results} by key" .-> {Id(flow.To)}""");
    }

    private static string Id(StageRole role) => role.ToString().ToLowerInvariant();

    private static string Label(DataflowGraph.StageCount stage)
    {
        (int Count, string Word)[] parts = [(stage.Run, "to run"), (stage.Read, "to read"), (stage.Stored, "stored"), (stage.Blocked, "blocked")];
        return $"{stage.Stage}: {string.Join(", ", parts.Where(p => p.Count > 0).Select(p => FormattableString.Invariant($"{p.Count} {p.Word}")))}";
    }
}
