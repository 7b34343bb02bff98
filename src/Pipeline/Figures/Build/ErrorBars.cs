using Pipelines.Pipeline.Figures.Marks;
using Pipelines.Pipeline.Figures.Spec;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Figures.Build;

/// <summary>What the error bars and bands of a figure are, in one sentence: those of replicates, and those that stand in a column.</summary>
internal static class ErrorBars
{
    public static IEnumerable<string> Of(IResultTables tables, FigureSettings figure)
    {
        var layers = figure.Layers.Where(l => l.Kind.HasSpread && l.Low is null && l.Value is null)
            .Select(l => (Layer: l, What: What(tables, l))).Where(l => l.What.Length > 0).ToList();
        if (layers.Count == 0) yield break;
        // Whose they are needs no words where all are this experiment's.
        var isAlone = layers.TrueForAll(l => l.Layer.IsOwn);
        var parts = layers.GroupBy(l => l.What, l => isAlone ? "" : Whose(l.Layer)).Select(g => isAlone
            ? g.Key : $"{g.Key} ({string.Join(", ", g.Distinct())})");
        yield return $"Error bars: {string.Join(isAlone ? " or " : "; ", parts)}.";
    }

    private static string What(IResultTables tables, LayerSettings layer)
    {
        var source = tables.Of(layer);
        var (least, most) = layer.Replicates is null or Replicates.Mean or Replicates.Median ? ReplicatesOf(source, layer) : (1, 1);
        if (layer.Error is { } column) return most > 1 ? $"of the mean, from column {column}" : $"column {column}";
        var words = Replication.Words(layer.Shown, layer.Replicates == Replicates.Median);
        return most > 1 && words.Length > 0 ? $"{words} over {(least < most ? $"{least} to " : "")}{most} replicates" : "";
    }

    private static (int Least, int Most) ReplicatesOf(IResultTables source, LayerSettings layer)
    {
        if (IncompletePoints.Replicates(layer, source) is { } replicates) return replicates;
        if (source.Schema(layer.Source)?.IndexOf("replicate") is null or < 0) return (1, 1);
        var column = source.Read(layer.Source, ["replicate"]).Columns[0];
        var count = column is Column.Texts texts ? texts.Values.Distinct().Count() : column.AsNumbers().Distinct().Count();
        return (count, count);
    }

    private static string Whose(LayerSettings layer) => layer.File ?? layer.From ?? "this experiment";
}
