using System.Collections.Immutable;
using System.ComponentModel;
using System.Globalization;
using Pipelines.Model;
using Pipelines.Model.Numerics;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.Checks;

/// <summary>A quantity over time, looked up in result tables.</summary>
public sealed record Series(ImmutableArray<double> Times, ImmutableArray<double> Values)
{
    /// <summary>The column <c>table.column</c> against the table's column <c>time</c> (row numbers where it has none).</summary>
    /// <returns>Null, with the reason in <paramref name="problem"/>, when there is no such quantity.</returns>
    public static Series? Find(TableSet tables, string quantity, out string problem) => Find(tables, quantity, [], out problem);

    /// <summary>The same in the rows that meet every condition on a column that the table has.</summary>
    public static Series? Find(TableSet tables, string quantity, ImmutableArray<RowCondition> where, out string problem)
    {
        ArgumentNullException.ThrowIfNull(tables);
        ArgumentNullException.ThrowIfNull(quantity);
        var dot = quantity.IndexOf('.', StringComparison.Ordinal);
        var table = tables.Tables.FirstOrDefault(t => string.Equals(t.Name, dot < 0 ? quantity : quantity[..dot], StringComparison.Ordinal));
        var column = table?.Find(quantity[(dot + 1)..]);
        problem = table is null
            ? $"there is no table for '{quantity}'; the tables are {string.Join(", ", tables.Tables.Select(t => t.Name))}"
            : column is null or Column.Texts
                ? $"'{quantity}' is no numeric column; table {table.Name} has {string.Join(", ", table.Schema.Columns.Select(c => c.Name))}"
                : "";
        if (problem.Length > 0) return null;
        var values = column!.AsNumbers();
        var times = table!.Find("time")?.AsNumbers() ?? [.. Enumerable.Range(0, values.Length).Select(i => (double)i)];
        if (where.IsEmpty) return new(times, values);
        ImmutableArray<int> rows = [.. Enumerable.Range(0, values.Length)];
        foreach (var condition in where)
        {
            if (table.Find(condition.Column) is not { } compared) continue;
            if (condition.Rows(compared, rows) is { } left) rows = left;
            else
            {
                problem = $"'{condition.Value}' is compared with column '{condition.Column}', which holds numbers";
                return null;
            }
        }
        return new([.. rows.Select(row => times[row])], [.. rows.Select(row => values[row])]);
    }

    /// <summary>A number, or the single value of a column of a one-row table.</summary>
    public static double? Scalar(TableSet tables, string text, out string problem)
    {
        problem = "";
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return number;
        if (Find(tables, text, out problem) is not { } series) return null;
        if (series.Values.Length == 1) return series.Values[0];
        problem = $"'{text}' is a series of {series.Values.Length} values where one is needed";
        return null;
    }

    /// <summary>One number at every time of this series.</summary>
    public Series Constant(double value) => this with { Values = [.. Times.Select(_ => value)] };

    /// <summary>The recorded time that <paramref name="edge"/> means, see <see cref="NearTime"/>.</summary>
    public double Recorded(double edge) => NearTime.Nearest(edge, Times);

    /// <summary>The part with from &lt;= time &lt;= until; an edge is the recorded time that it means.</summary>
    public Series Window(double from, double until)
    {
        (from, until) = (Recorded(from), Recorded(until));
        var kept = Enumerable.Range(0, Times.Length).Where(i => Times[i] >= from && Times[i] <= until).ToArray();
        return new([.. kept.Select(i => Times[i])], [.. kept.Select(i => Values[i])]);
    }

    /// <summary>This series where <paramref name="reference"/> has a row at the same time but for rounding, with the reference's values.</summary>
    /// <remarks>Two columns of one table are joined row by row: times may repeat there. Elsewhere the last of rows at one time counts.</remarks>
    public (Series Value, Series Reference) Join(Series reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        if (Times.AsSpan().SequenceEqual(reference.Times.AsSpan())) return (this, reference);
        var places = NearTime.Places(Times, reference.Times);
        var kept = Enumerable.Range(0, Times.Length).Where(i => places[i] >= 0).ToArray();
        ImmutableArray<double> times = [.. kept.Select(i => Times[i])];
        return (new(times, [.. kept.Select(i => Values[i])]), new(times, [.. kept.Select(i => reference.Values[places[i]])]));
    }
}

/// <summary>Evaluates a <see cref="Take"/>: NaN, which no bound accepts, where one of the numbers looked at is NaN.</summary>
public static class Measure
{
    /// <summary>The number; NaN when the window is empty.</summary>
    /// <param name="take">Which number.</param>
    /// <param name="value">The quantity within the window.</param>
    /// <param name="reference">The reference at the same times; null when the take needs none.</param>
    public static double Of(Take take, Series value, Series? reference)
    {
        ArgumentNullException.ThrowIfNull(value);
        var v = value.Values;
        if (v.IsEmpty) return take == Take.Rows ? 0 : double.NaN;
        return take switch
        {
            Take.Last => v[^1],
            Take.Min => v.Min(),
            Take.Max => Largest(v),
            Take.Mean => v.Average(),
            Take.Median => SampleStatistics.Median(v),
            Take.MinIncrement => v.Length < 2 ? double.NaN : v.Skip(1).Zip(v, (next, previous) => next - previous).Min(),
            Take.LastOverMin => v[^1] / v.Min(),
            Take.Rows => v.Length,
            _ => Compare(take, value, reference ?? throw new ArgumentNullException(nameof(reference))),
        };
    }

    private static double Compare(Take take, Series value, Series reference)
    {
        var pairs = value.Values.Zip(reference.Values).ToArray();
        return take switch
        {
            Take.MaxAbsolute => Largest(pairs.Select(p => p.First == p.Second ? 0 : Math.Abs(p.First - p.Second))),
            Take.MaxRelative => Largest(pairs.Select(p => p.First == p.Second ? 0 : Math.Abs(p.First - p.Second) / Math.Abs(p.Second))),
            Take.RmsRelative => Math.Sqrt(pairs.Sum(p => (p.First - p.Second) * (p.First - p.Second)) / pairs.Sum(p => p.Second * p.Second)),
            Take.MinRatio => pairs.Min(p => p.First / p.Second),
            Take.MaxRatio => Largest(pairs.Select(p => p.First / p.Second)),
            Take.LastRatio => pairs[^1].First / pairs[^1].Second,
            Take.Correlation => SampleStatistics.Correlation(value.Values.AsSpan(), reference.Values.AsSpan()),
            Take.FirstBelow => FirstBelow(value, reference),
            _ => throw new ArgumentOutOfRangeException(nameof(take)),
        };
    }

    private static double FirstBelow(Series value, Series reference)
    {
        for (var i = 0; i < value.Times.Length; i++)
        {
            if (double.IsNaN(value.Values[i]) || double.IsNaN(reference.Values[i])) return double.NaN;
            if (value.Values[i] < reference.Values[i]) return value.Times[i];
        }
        return double.NaN;
    }

    /// <summary>Unlike <see cref="Enumerable.Max(IEnumerable{double})"/>, which takes NaN for the smallest number and would pass over it.</summary>
    private static double Largest(IEnumerable<double> numbers) => numbers.Aggregate(Math.Max);
}

/// <summary>The number that a check makes of a series, or of the difference between two, within its window.</summary>
[WrittenAs("Take")]
public enum Take
{
    /// <summary>The value at the end of the window.</summary>
    [Description("value at the end of the window")]
    [WrittenAs("Last")]
    Last,

    /// <summary>Smallest value.</summary>
    [Description("smallest value")]
    [WrittenAs("Min")]
    Min,

    /// <summary>Largest value.</summary>
    [Description("largest value")]
    [WrittenAs("Max")]
    Max,

    /// <summary>Arithmetic mean.</summary>
    [Description("arithmetic mean")]
    [WrittenAs("Mean")]
    Mean,

    /// <summary>Median.</summary>
    [Description("median")]
    [WrittenAs("Median")]
    Median,

    /// <summary>Smallest increment from one row to the next: at least 0 for a monotone series.</summary>
    [Description("smallest step up from row to row: at least 0 for a monotone series")]
    [WrittenAs("MinIncrement")]
    MinIncrement,

    /// <summary>Last value over smallest value.</summary>
    [Description("last value over smallest value")]
    [WrittenAs("LastOverMin")]
    LastOverMin,

    /// <summary>Number of rows in the window.</summary>
    [Description("number of rows in the window")]
    [WrittenAs("Rows")]
    Rows,

    /// <summary>Largest |value - reference|.</summary>
    [Description("largest |value - reference|")]
    [WrittenAs("MaxAbsolute")]
    MaxAbsolute,

    /// <summary>Largest |value - reference| / |reference|.</summary>
    [Description("largest |value - reference| / |reference|")]
    [WrittenAs("MaxRelative")]
    MaxRelative,

    /// <summary>Root mean square of (value - reference) over root mean square of the reference.</summary>
    [Description("root mean square of value - reference, over that of the reference")]
    [WrittenAs("RmsRelative")]
    RmsRelative,

    /// <summary>Smallest value / reference.</summary>
    [Description("smallest value / reference")]
    [WrittenAs("MinRatio")]
    MinRatio,

    /// <summary>Largest value / reference.</summary>
    [Description("largest value / reference")]
    [WrittenAs("MaxRatio")]
    MaxRatio,

    /// <summary>Last value / reference.</summary>
    [Description("last value / reference")]
    [WrittenAs("LastRatio")]
    LastRatio,

    /// <summary>Pearson correlation of value and reference.</summary>
    [Description("Pearson correlation of value and reference")]
    [WrittenAs("Correlation")]
    Correlation,

    /// <summary>First time at which value &lt; reference; NaN when there is none.</summary>
    [Description("first time at which the value is below the reference; NaN for never")]
    [WrittenAs("FirstBelow")]
    FirstBelow,
}
