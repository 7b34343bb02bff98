using System.Collections.Immutable;
using System.Globalization;
using System.Text;
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

/// <summary>Numbers of points as people write them: <c>0-3, 7</c>.</summary>
internal static class PointRanges
{
    /// <param name="points">In ascending order.</param>
    public static string Of(IEnumerable<long> points)
    {
        var text = new StringBuilder();
        long? first = null;
        long last = 0;
        foreach (var point in points)
        {
            if (first is null) first = point;
            else if (point != last + 1)
            {
                Append(text, first.Value, last);
                first = point;
            }
            last = point;
        }
        if (first is not null) Append(text, first.Value, last);
        return text.ToString();
    }

    /// <summary>The numbers that <see cref="Of"/> wrote.</summary>
    public static ImmutableArray<int> Parse(string ranges) =>
    [
        .. from range in ranges.Split(", ", StringSplitOptions.RemoveEmptyEntries)
           let ends = range.Split('-').Select(n => int.Parse(n, CultureInfo.InvariantCulture)).ToArray()
           from number in Enumerable.Range(ends[0], ends[^1] - ends[0] + 1)
           select number,
    ];

    /// <summary>No longer than a column of a table.</summary>
    public static string Short(string ranges, int longest = 24) =>
        ranges.Length <= longest ? ranges : ranges[..ranges.LastIndexOf(',', longest - 4)] + ", ...";

    private static void Append(StringBuilder text, long first, long last)
    {
        if (text.Length > 0) text.Append(", ");
        text.Append(CultureInfo.InvariantCulture, $"{first}");
        if (last > first) text.Append(CultureInfo.InvariantCulture, $"-{last}");
    }
}
