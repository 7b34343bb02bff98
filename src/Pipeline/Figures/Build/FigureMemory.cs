using System.Collections.Immutable;
using Pipelines.Pipeline.Figures.Marks;
using Pipelines.Pipeline.Figures.Spec;
using Pipelines.Stages.Checks;

namespace Pipelines.Pipeline.Figures.Build;

/// <summary>What drawing figures holds: every column that they name, and the rows of the layer at work while they are selected and grouped.</summary>
/// <param name="Bytes">All of it.</param>
/// <param name="Figure">Name of the figure whose layer has most rows.</param>
/// <param name="Table">The table of that layer.</param>
/// <param name="Rows">Its rows.</param>
internal sealed record FigureMemory(long Bytes, string Figure, string Table, long Rows)
{
    /// <summary>Point, replicate and a swept setting or two, beside what a layer names.</summary>
    private const int OwnColumns = 4;

    private const int NumberBytes = 8, RowBytes = 160;

    /// <summary>Less is part of what every process is estimated to need.</summary>
    private const long ShortBytes = 32 << 20;

    /// <param name="figures">The figures of an experiment.</param>
    /// <param name="rowsOf">Rows of a table at most.</param>
    /// <returns>Null where it is not much.</returns>
    public static FigureMemory? Of(ImmutableArray<object> figures, Func<string, long> rowsOf)
    {
        ArgumentNullException.ThrowIfNull(rowsOf);
        var rows = new Dictionary<string, long>(StringComparer.Ordinal);
        long Rows(string table) => rows.TryGetValue(table, out var known) ? known : rows[table] = rowsOf(table);

        // Data of a layer's own have columns as their file has; nobody counts them.
        var layers = figures.Cast<FigureSettings>()
            .SelectMany(f => f.Layers.Where(l => l.IsOwn).Select(l => (Figure: f.Name, Table: l.Source, Columns: ColumnsOf(l)))).ToList();
        if (layers.Count == 0) return null;
        var columns = layers.GroupBy(l => l.Table, StringComparer.Ordinal)
            .Sum(t => Rows(t.Key) * NumberBytes * (OwnColumns + t.SelectMany(l => l.Columns).Distinct(StringComparer.Ordinal).Count()));
        var longest = layers.MaxBy(l => Rows(l.Table));
        var bytes = columns + (RowBytes * Rows(longest.Table));
        return bytes <= ShortBytes ? null : new(bytes, longest.Figure, longest.Table, Rows(longest.Table));
    }

    private static IEnumerable<string> ColumnsOf(LayerSettings layer) =>
        ((string?[])[layer.X, layer.Y, layer.Value, layer.Low, layer.High, layer.Error, layer.Across, layer.Up]).OfType<string>()
            .Concat(layer.By).Concat(layer.Where.Select(w => RowCondition.Read(w)!.Column));
}
