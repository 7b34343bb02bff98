using System.Collections.Immutable;
using Pipelines.Pipeline.Figures.Marks;
using Pipelines.Pipeline.Figures.Spec;
using Pipelines.Stages.Checks;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Figures.Build;

/// <summary>Points of a figure that have not all results: a mean of the others must not pass for one of all.</summary>
internal static class IncompletePoints
{
    /// <summary>More sets of parameters than these are counted, not named.</summary>
    private const int MostNamed = 6;

    /// <summary>A sentence for each experiment with such points.</summary>
    public static IEnumerable<string> Note(IResultTables tables, FigureSettings figure)
    {
        foreach (var layers in figure.Layers.Where(l => l.File is null).GroupBy(l => l.From))
        {
            var about = layers.Select(l => PointsOf(l, tables.Of(l))).OfType<Selection>().ToList();
            if (about.Count == 0) continue;
            var points = about[0];
            var swept = ResultNames.Swept(tables.Of(layers.First()));
            var open = about.SelectMany(a => a.Rows).Distinct().Order()
                .GroupBy(row => string.Join(", ", swept.Select(c => $"{c[(c.LastIndexOf('.') + 1)..]} = {points.Text(c, row)}")))
                .Select(set => (set.Key, Words: Words([.. set.Select(row => points.Text(PointTable.Status, row))])))
                .Where(set => set.Words.Length > 0).Select(set => set.Key.Length > 0 ? $"{set.Key} ({set.Words})" : set.Words).ToList();
            if (open.Count == 0) continue;
            var more = open.Count > MostNamed ? $"; and {open.Count - MostNamed} more sets of parameters" : "";
            yield return $"Not complete{(layers.Key is { } from ? $" in {from}" : "")}, shown as far as there are results: "
                + $"{string.Join("; ", open.Take(MostNamed))}{more}.";
        }
    }

    /// <summary>The points whose settings meet the conditions of a layer; null where the results have no table of points.</summary>
    public static Selection? PointsOf(LayerSettings layer, IResultTables tables)
    {
        if (tables.Schema(PointTable.Name) is not { } schema || schema.IndexOf(PointTable.Status) < 0) return null;
        return Conditions(layer, tables, schema).Aggregate(
            Selection.Of(tables, PointTable.Name, [PointTable.Status]), (left, condition) => left.Where(condition, null));
    }

    /// <summary>The conditions of a layer that choose points.</summary>
    public static ImmutableArray<RowCondition> Conditions(LayerSettings layer, IResultTables tables, TableSchema points)
    {
        ImmutableArray<string> settings = [PointTable.Point, PointTable.Replicate, .. ResultNames.Swept(tables)];
        return
        [
            .. layer.Where.Select(w => RowCondition.Read(w)!).Where(c => ResultNames.Column(points, c.Column) is { } column
                && settings.Contains(column)),
        ];
    }

    /// <summary>The least and the greatest number of complete replicates that sets of parameters of a layer have, but for none.</summary>
    public static (int Least, int Most)? Replicates(LayerSettings layer, IResultTables tables)
    {
        if (PointsOf(layer, tables) is not { } points) return null;
        var swept = ResultNames.Swept(tables);
        var counts = points.Rows.Where(row => points.Text(PointTable.Status, row) == PointTable.Complete)
            .CountBy(row => string.Join('\u001f', swept.Select(c => points.Text(c, row)))).Select(c => c.Value).ToList();
        return counts.Count == 0 ? null : (counts.Min(), counts.Max());
    }

    private static string Words(ImmutableArray<string> statuses) => string.Join(
        ", ", statuses.Where(s => s != PointTable.Complete).CountBy(s => s).Select(s => $"{s.Value} of {statuses.Length} {s.Key}"));
}
