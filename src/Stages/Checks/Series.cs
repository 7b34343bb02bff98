using System.Collections.Immutable;
using System.Globalization;
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

/// <summary>Numbers that people write, such as 9.6, next to those that a program records, such as 9.600000000000001.</summary>
public static class NearTime
{
    /// <summary>
    /// Relative distance within which a recorded number is the one that is meant: far above the rounding of a million added steps (1e-10),
    /// far below the distance of two recorded times.
    /// </summary>
    public const double Tolerance = 1e-9;

    /// <summary>The two are one number, but for rounding.</summary>
    public static bool AreSame(double a, double b) =>
        a == b || (double.IsFinite(a - b) && Math.Abs(a - b) <= Tolerance * Math.Max(Math.Abs(a), Math.Abs(b)));

    /// <summary>The recorded number nearest to <paramref name="written"/>; <paramref name="written"/> itself where none is within the
    /// tolerance.</summary>
    public static double Nearest(double written, IEnumerable<double> recorded)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        var nearest = double.NaN;
        foreach (var number in recorded)
        {
            if (AreSame(written, number) && !(Math.Abs(number - written) >= Math.Abs(nearest - written))) nearest = number;
        }
        return double.IsNaN(nearest) ? written : nearest;
    }

    /// <summary>For each of <paramref name="times"/> the place of the nearest of <paramref name="recorded"/> within the tolerance, or -1; the last of
    /// equals.</summary>
    internal static ImmutableArray<int> Places(ImmutableArray<double> times, ImmutableArray<double> recorded)
    {
        var order = Enumerable.Range(0, recorded.Length).OrderBy(i => recorded[i]).ToArray();
        var sorted = order.Select(i => recorded[i]).ToArray();
        return [.. times.Select(Place)];

        int Place(double time)
        {
            // The first recorded number above: it or the one before is the nearest.
            var (low, high) = (0, sorted.Length);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (sorted[middle] > time) high = middle;
                else low = middle + 1;
            }
            var candidates = new[] { low - 1, low }
                .Where(i => i >= 0 && i < sorted.Length && AreSame(sorted[i], time))
                .OrderBy(i => Math.Abs(sorted[i] - time)).ToList();
            return candidates is [var nearest, ..] ? order[LastOf(nearest)] : -1;
        }

        int LastOf(int place)
        {
            while (place + 1 < sorted.Length && sorted[place + 1] == sorted[place]) place++;
            return place;
        }
    }
}
