using System.Collections.Immutable;
using Pipelines.Pipeline.Composition;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Explanations;

/// <summary>A stage of a point.</summary>
/// <param name="Node">The stage.</param>
/// <param name="Ordinal">Which of the point's stages of that name, from 0.</param>
internal sealed record PointNode(StageNode Node, int Ordinal);

/// <summary>The stages of points.</summary>
internal static class PointNodes
{
    /// <summary>Every stage once, inputs first.</summary>
    public static ImmutableArray<PointNode> Of(PlannedPoint point)
    {
        var seen = new HashSet<Digest>();
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        var nodes = ImmutableArray.CreateBuilder<PointNode>();
        foreach (var output in point.Outputs) Collect(output, seen, names, nodes);
        return nodes.ToImmutable();
    }

    /// <summary>The stages that read given files and nothing else; some of them several times.</summary>
    public static IEnumerable<ValueNode> Readers(PlannedPoint point)
    {
        var nodes = new Stack<StageNode>(point.Outputs);
        var seen = new HashSet<StageNode>(ReferenceEqualityComparer.Instance);
        while (nodes.TryPop(out var node))
        {
            if (!seen.Add(node)) continue;
            foreach (var input in node.Inputs) nodes.Push(input);
            if (node is ValueNode { Inputs.IsEmpty: true, GivenFiles.IsEmpty: false } reader) yield return reader;
        }
    }

    /// <summary>The points that each stage belongs to, ascending.</summary>
    public static Dictionary<Digest, List<long>> Points(ImmutableArray<PlannedPoint> points)
    {
        var users = new Dictionary<Digest, List<long>>();
        foreach (var point in points)
        {
            foreach (var (node, _) in Of(point))
            {
                if (!users.TryGetValue(node.Key, out var list)) users[node.Key] = list = [];
                list.Add(point.Index);
            }
        }
        return users;
    }

    private static void Collect(StageNode node, HashSet<Digest> seen, Dictionary<string, int> names, ImmutableArray<PointNode>.Builder nodes)
    {
        if (!seen.Add(node.Key)) return;
        foreach (var input in node.Inputs) Collect(input, seen, names, nodes);
        nodes.Add(new(node, names.GetValueOrDefault(node.Stage.Name)));
        names[node.Stage.Name] = names.GetValueOrDefault(node.Stage.Name) + 1;
    }
}
