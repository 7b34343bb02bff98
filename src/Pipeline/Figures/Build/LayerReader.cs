using System.Collections.Immutable;
using Pipelines.Model.Numerics;
using Pipelines.Pipeline.Figures.Marks;
using Pipelines.Pipeline.Figures.Scene;
using Pipelines.Stages.Checks;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Figures.Build;

/// <summary>From a layer's entry to its curves: rows selected, grouped by the swept settings, replicates averaged.</summary>
/// <param name="tables">The results.</param>
/// <param name="facet">A column and the value that the panel is for.</param>
/// <param name="frame">The frame of an animation; null for the last.</param>
/// <param name="points">The points whose rows are read, where a table has points; null for all.</param>
internal sealed class LayerReader(
    IResultTables tables, (string Column, string Value)? facet, double? frame, IReadOnlySet<double>? points = null)
{
    /// <exception cref="MissingResultException">The results lack a table or a column.</exception>
    /// <exception cref="UnmetConditionException">A standard error is negative.</exception>
    public ImmutableArray<Curve> Read(LayerSettings layer)
    {
        var rows = Rows(layer);
        if (rows.Rows.IsEmpty) return [];
        RequireErrors(layer, rows);
        var apart = Apart(layer, rows);
        return
        [
            .. rows.GroupBy(apart).SelectMany(group => Curves(layer, apart, group.Key, group.Rows)
                .Select(curve => Scaled(curve, layer.Times) with { Name = NameOf(layer, apart, group.Rows) })),
        ];
    }

    private static Curve Scaled(Curve curve, double factor) => factor == 1
        ? curve
        : curve with { Points = [.. curve.Points.Select(s => s with { Y = factor * s.Y, Low = factor * s.Low, High = factor * s.High })] };

    private static string NameOf(LayerSettings layer, ImmutableArray<string> apart, Selection rows)
    {
        var values = apart.Select(c => $"{c[(c.LastIndexOf('.') + 1)..]} = {rows.Text(c, rows.Rows[0])}");
        return $"{(layer.Y is { } y ? $"{layer.Source}.{y}" : $"{layer.Source}.{layer.Low} to {layer.High}")}"
            + (apart.IsEmpty ? "" : $" at {string.Join(", ", values)}");
    }

    /// <summary>The rows of a layer's table under its conditions.</summary>
    public Selection Rows(LayerSettings layer, params IEnumerable<string> more)
    {
        var conditions = layer.Where.Select(w => RowCondition.Read(w)!).ToList();
        string?[] columns =
        [
            layer.X, layer.Y, layer.Value, layer.Low, layer.High, layer.Error, layer.Across, layer.Up, .. layer.By,
            .. conditions.Select(c => c.Column), .. CurveLabel.Columns(layer.Label).Select(c => c.Column),
        ];
        var source = tables.Of(layer);
        var rows = Selection.Of(source, ResultNames.Table(source, layer.Source), columns.OfType<string>().Concat(more));
        if (facet is { } only && ResultNames.Column(rows.Schema, only.Column) is { } column)
            rows = rows.Where(row => rows.Text(column, row) == only.Value);
        if (points is not null && rows.Schema.IndexOf("point") >= 0) rows = rows.Where(row => points.Contains(rows.Number("point", row)));
        return conditions.Aggregate(rows, (left, condition) => left.Where(condition, frame));
    }

    /// <summary>Every condition of a layer leaves some row, in whichever panel: one that holds nowhere is a mistake, not an empty curve.</summary>
    /// <exception cref="UnmetConditionException">One leaves none.</exception>
    public void Require(LayerSettings layer)
    {
        if (Unmet(layer) is { } unmet) throw unmet;
    }

    /// <summary>The first condition of a layer that leaves no row of its table, as the error that it is; null where all leave one.</summary>
    public UnmetConditionException? Unmet(LayerSettings layer)
    {
        var conditions = layer.Where.Select(w => RowCondition.Read(w)!).ToList();
        var source = tables.Of(layer);
        var rows = Selection.Of(source, ResultNames.Table(source, layer.Source), conditions.Select(c => c.Column));
        if (rows.Rows.IsEmpty) return null;
        foreach (var condition in conditions)
        {
            var left = rows.Where(condition, frame);
            if (left.Rows.IsEmpty)
                return new(
                    $"no row of table '{rows.Schema.Name}' has {condition.Column} {condition.Sign} {condition.Value}{rows.Instead(condition)}");
            rows = left;
        }
        return null;
    }

    /// <summary>No standard error that is drawn is negative; NaN stands for one that is not known, and its point has no bar.</summary>
    /// <exception cref="UnmetConditionException">One is.</exception>
    public void RequireErrors(LayerSettings layer) => RequireErrors(layer, Rows(layer));

    private void RequireErrors(LayerSettings layer, Selection rows)
    {
        if (layer.Error is null) return;
        foreach (var row in rows.Rows)
        {
            var error = rows.Number(layer.Error, row);
            if (!(error < 0)) continue;
            var place = tables.Of(layer).Place(rows.Schema.Name, row, ResultNames.Column(rows.Schema, layer.Error)!);
            throw new UnmetConditionException(FormattableString.Invariant(
                $"{(layer.From is { } from ? $"{from}, " : "")}{place}: a standard error is not negative, as {error} is. ")
                + "Write its size, or leave the cell empty (or NaN) for a point without a bar.");
        }
    }

    /// <summary>The columns that tell curves apart: those asked for, and every swept setting that still varies, is not on an axis and is not fixed by
    /// a setting that is.</summary>
    private ImmutableArray<string> Apart(LayerSettings layer, Selection rows)
    {
        var asked = layer.By.Select(b => ResultNames.Column(rows.Schema, b)!).ToList();
        var onAxes = new[] { layer.X, layer.Y, layer.Value }.OfType<string>().Select(c => ResultNames.Column(rows.Schema, c)).ToHashSet();
        var swept = ResultNames.Swept(tables.Of(layer));
        // What varies in another panel of the facet tells curves apart here, too, where only one of them is left: they have the same style in both.
        var panels = facet is { } only && ResultNames.Column(rows.Schema, only.Column) is { } column
            ? [.. new LayerReader(tables, null, frame, points).Rows(layer, only.Column).GroupBy([column]).Select(g => g.Rows)]
            : (List<Selection>)[rows];
        var varying = swept.Where(c => rows.Schema.IndexOf(c) >= 0 && !onAxes.Contains(c))
            .Where(c => panels.Any(panel => panel.Rows.Select(row => panel.Text(c, row)).Distinct().Skip(1).Any()));
        // As the width of a sweep along m = n: a zipped setting of one value at each place of the axis.
        var along = ResultNames.Column(rows.Schema, layer.X) is { } x
            && swept.Contains(x) ? rows.GroupBy([x, .. asked]).Select(g => g.Rows).ToList() : [];
        return [.. varying.Where(c => along.Count == 0
            || along.Any(place => place.Rows.Select(row => place.Text(c, row)).Distinct().Skip(1).Any())).Concat(asked).Distinct()];
    }

    private IEnumerable<Curve> Curves(LayerSettings layer, ImmutableArray<string> apart, ImmutableArray<string> key, Selection rows)
    {
        var label = CurveLabel.Fill(layer.Label, (column, isInverse) => isInverse
            ? NumberText.Of(1 / rows.Number(column, rows.Rows[0]))
            : rows.Shown(column, rows.Rows[0]));
        var hasReplicates = rows.Schema.IndexOf(PointTable.Replicate) >= 0;
        var folded = layer.Folding;
        if (!hasReplicates || folded is Replicates.Each or Replicates.First)
        {
            var single = !hasReplicates ? [([], rows)] : rows.GroupBy([PointTable.Replicate]);
            foreach (var (_, replicate) in folded == Replicates.First ? single.Take(1) : single) yield return Raw(layer, key, label, replicate);
        }
        else
        {
            yield return layer.Kind.IsGrid
                ? FoldedCells(layer, key, label, rows)
                : Folded(layer, key, label, rows, folded == Replicates.Median);
        }
    }

    private static Curve Raw(LayerSettings layer, ImmutableArray<string> key, string label, Selection rows)
    {
        var points = rows.Rows.Select(row => layer.Y is null
            ? new Point(rows.Number(layer.X, row), double.NaN, rows.Number(layer.Low!, row), rows.Number(layer.High!, row))
            : WithError(layer, rows, row));
        if (rows.Schema.IndexOf(PointTable.Replicate) >= 0 && !rows.Rows.IsEmpty)
            points = points.Select((p, i) => p with { Replicate = (int)rows.Number(PointTable.Replicate, rows.Rows[i]) });
        // Columns that repeat in every row of a group, as an edge that many examples share, are one point.
        if (layer.Kind.IsJoined) points = points.OrderBy(s => s.X).Distinct();
        return new(key, label, [.. points],
            layer.Value is null ? [] : [.. rows.Rows.Select(row => rows.Number(layer.Value, row))],
            layer.Across is null
                ? []
                : [.. rows.Rows.Select(row => new Point(layer.Length * rows.Number(layer.Across, row), layer.Length * rows.Number(layer.Up!, row)))],
            1);
    }

    private static Point WithError(LayerSettings layer, Selection rows, int row)
    {
        var point = new Point(rows.Number(layer.X, row), rows.Number(layer.Y!, row));
        if (layer.Error is null) return point;
        var error = rows.Number(layer.Error, row);
        return point with { Low = point.Y - error, High = point.Y + error };
    }

    /// <summary>One point per place; a place that fewer than half of the replicates reach is left out, or the curve would jump where they
    /// end.</summary>
    private static Curve Folded(LayerSettings layer, ImmutableArray<string> key, string label, Selection rows, bool isMedian)
    {
        var places = rows.Rows.GroupBy(row => rows.Number(layer.X, row)).OrderBy(p => p.Key).ToList();
        var replicates = places.Max(p => p.Count());
        var points = places.Where(p => 2 * p.Count() >= replicates).Select(place =>
        {
            if (layer.Y is null)
                return new Point(
                    place.Key, double.NaN, place.Average(row => rows.Number(layer.Low!, row)), place.Average(row => rows.Number(layer.High!, row)),
                    place.Count());
            var kept = place.Where(row => double.IsFinite(rows.Number(layer.Y, row))).ToList();
            if (kept.Count == 0) return new Point(place.Key, double.NaN);
            var spread = layer.Kind.HasSpread ? layer.Shown : Spread.None;
            return Replication.Of(place.Key, [.. kept.Select(row => rows.Number(layer.Y, row))], layer.Error is null
                ? []
                : [.. kept.Select(row => rows.Number(layer.Error, row))], isMedian, spread) with
            { Replicates = kept.Count };
        });
        return new(key, label, [.. points], [], [], replicates);
    }

    private static Curve FoldedCells(LayerSettings layer, ImmutableArray<string> key, string label, Selection rows)
    {
        var cells = rows.Rows.GroupBy(row => (X: rows.Number(layer.X, row), Y: rows.Number(layer.Y!, row)))
            .Select(cell => (cell.Key, Values: cell.Select(row => rows.Number(layer.Value!, row)).Where(double.IsFinite).ToList()))
                .Where(c => c.Values.Count > 0).ToList();
        return new(key, label, [.. cells.Select(c => new Point(c.Key.X, c.Key.Y, Replicates: c.Values.Count))],
            // The median: what a heat map shows usually spans decades.
            [.. cells.Select(c => SampleStatistics.Median(c.Values))], [], cells.Select(c => c.Values.Count).DefaultIfEmpty().Max());
    }
}

/// <summary>From the values of several replicates to one with an error bar.</summary>
internal static class Replication
{
    /// <summary>Mean or median with its error bar; no bar for a single value.</summary>
    /// <param name="x">Where.</param>
    /// <param name="values">One per replicate.</param>
    /// <param name="errors">Their own standard errors; empty to take the error from the scatter of the values.</param>
    /// <param name="isMedian">The median instead of the mean.</param>
    /// <param name="spread">What the bar shows; of a median the range, the interval or nothing.</param>
    public static Point Of(double x, IReadOnlyList<double> values, IReadOnlyList<double> errors, bool isMedian, Spread spread)
    {
        var (mean, scatter) = SampleStatistics.MeanWithError([.. values]);
        var center = isMedian ? SampleStatistics.Median(values) : mean;
        if (spread == Spread.None || (values.Count == 1 && errors.Count == 0)) return new(x, center);
        if (spread == Spread.Range) return new(x, center, values.Min(), values.Max());
        if (isMedian) return OfMedian(x, center, [.. values.Order()]);
        var error = errors.Count > 0 ? Math.Sqrt(errors.Sum(e => e * e)) / values.Count : scatter;
        if (spread == Spread.Interval) error *= errors.Count > 0 ? 1.96 : SampleStatistics.IntervalFactor(values.Count);
        return new(x, center, center - error, center + error);
    }

    /// <summary>The narrowest pair of values, equally far from both ends, that holds the median of any law with 95 % probability.</summary>
    private static Point OfMedian(double x, double median, double[] sorted) =>
        SampleStatistics.MedianInterval(sorted.Length) is { } k ? new(x, median, sorted[k], sorted[^(k + 1)]) : new(x, median);

    /// <summary>What error bars show, in words.</summary>
    public static string Words(Spread spread, bool isMedian) => spread switch
    {
        Spread.StandardError => "standard error of the mean",
        Spread.Interval => $"95 % interval of the {(isMedian ? "median" : "mean")}",
        Spread.Range => "range",
        _ => "",
    };
}
