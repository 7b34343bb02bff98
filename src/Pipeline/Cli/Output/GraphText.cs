using Pipelines.Pipeline.Composition;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Cli.Output;

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
