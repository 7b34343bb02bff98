using System.Collections.Immutable;
using System.Globalization;
using Pipelines.Pipeline.Figures.Build;
using Pipelines.Pipeline.Results;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Explanations.Diffs;

/// <summary>Holds the tables of two results folders against each other, column by column.</summary>
internal sealed class ResultComparison(ResultFiles before, ResultFiles after, Tolerance tolerance)
{
    private const string Point = "point", Replicate = "replicate", Status = "status";

    /// <summary>Every table of either.</summary>
    public ImmutableArray<TableDifference> Compare()
    {
        var names = before.Names().Union(after.Names(), StringComparer.Ordinal).ToList();
        var identity = PointColumns(before).Intersect(PointColumns(after), StringComparer.Ordinal).ToList();
        return [.. names.Select(name => Compare(name, identity))];
    }

    /// <summary>Replicate and swept settings: what stands between the number of the point and its status.</summary>
    private static IEnumerable<string> PointColumns(ResultFiles files) =>
        files.Schema(ResultNames.Points) is { } schema ? schema.Columns.Select(c => c.Name).TakeWhile(c => c != Status).Where(c => c != Point) : [];

    private TableDifference Compare(string name, List<string> identity)
    {
        var (first, second) = (before.Schema(name), after.Schema(name));
        if (first is null || second is null) return new(name, 0, 0, 0, Names(first), Names(second), []);
        var shared = identity.Where(c => first.IndexOf(c) >= 0 && second.IndexOf(c) >= 0).DefaultIfEmpty(first.Columns[0].Name).ToList();
        var rows = RowAlignment.Of(before.Read(name, shared), after.Read(name, shared));
        var columns = Names(first).Intersect(Names(second), StringComparer.Ordinal).Where(c => c != Point && !shared.Contains(c));
        return new(
            name, rows.Before.Length, rows.OnlyBefore, rows.OnlyAfter,
            [.. Names(first).Except(Names(second), StringComparer.Ordinal)], [.. Names(second).Except(Names(first), StringComparer.Ordinal)],
            [.. columns.Select(c => Compare(name, c, rows)).OfType<ColumnDifference>()]);
    }

    private ColumnDifference? Compare(string table, string column, RowAlignment rows)
    {
        var (a, b) = (before.Read(table, [column]).Columns[0], after.Read(table, [column]).Columns[0]);
        return a is Column.Texts || b is Column.Texts || a.Type != b.Type
            ? CompareTexts(table, column, rows, a, b)
            : CompareNumbers(table, column, rows, a, b);
    }

    private ColumnDifference? CompareNumbers(string table, string column, RowAlignment rows, Column a, Column b)
    {
        var (x, y) = (a.AsNumbers(), b.AsNumbers());
        var (different, worst, largest) = (0, -1, -1.0);
        for (var i = 0; i < rows.Before.Length; i++)
        {
            var (p, q) = (x[rows.Before[i]], y[rows.After[i]]);
            if (tolerance.Covers(p, q)) continue;
            different++;
            var distance = Tolerance.Distance(p, q);
            if (distance > largest) (worst, largest) = (i, distance);
        }
        if (different == 0) return null;
        var (u, v) = (x[rows.Before[worst]], y[rows.After[worst]]);
        var isFinite = double.IsFinite(largest);
        return new(
            table, column, rows.Before.Length, different, isFinite ? largest : null, isFinite ? largest / Math.Max(Math.Abs(u), Math.Abs(v)) : null,
            Where(table, rows.Before[worst]), Text(u), Text(v));
    }

    private ColumnDifference? CompareTexts(string table, string column, RowAlignment rows, Column a, Column b)
    {
        var (x, y) = (RowAlignment.Texts(a), RowAlignment.Texts(b));
        var different = Enumerable.Range(0, rows.Before.Length).Where(i => x(rows.Before[i]) != y(rows.After[i])).ToList();
        return different.Count == 0 ? null : new(
            table, column, rows.Before.Length, different.Count, null, null,
            Where(table, rows.Before[different[0]]), x(rows.Before[different[0]]), y(rows.After[different[0]]));
    }

    /// <summary>A row of the first result as people look for it.</summary>
    private string Where(string table, int row)
    {
        var schema = before.Schema(table)!;
        var names = new[] { Point, Replicate, "step", "time" }.Where(c => schema.IndexOf(c) >= 0).ToList();
        var values = before.Read(table, names).Columns.Select(c => RowAlignment.Texts(c)(row));
        return names.Count == 0
            ? string.Create(CultureInfo.InvariantCulture, $"row {row}")
            : string.Join(", ", names.Zip(values, (name, value) => $"{name} {value}"));
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static ImmutableArray<string> Names(TableSchema? schema) => schema is null ? [] : [.. schema.Columns.Select(c => c.Name)];
}

/// <summary>Which rows of two tables belong together: those of the same swept values and replicate, in their order.</summary>
/// <remarks>Points are numbered by their sweep, so that a longer sweep numbers them otherwise: numbers are not compared.</remarks>
/// <param name="Before">Rows of the first table.</param>
/// <param name="After">As many rows of the second.</param>
/// <param name="OnlyBefore">Rows of the first that have no partner.</param>
/// <param name="OnlyAfter">Rows of the second that have none.</param>
internal sealed record RowAlignment(ImmutableArray<int> Before, ImmutableArray<int> After, int OnlyBefore, int OnlyAfter)
{
    /// <param name="before">Columns that say which point a row belongs to.</param>
    /// <param name="after">The same columns of the other table.</param>
    public static RowAlignment Of(Table before, Table after)
    {
        var partners = Groups(after);
        var (first, second) = (ImmutableArray.CreateBuilder<int>(), ImmutableArray.CreateBuilder<int>());
        foreach (var (name, rows) in Groups(before))
        {
            if (!partners.TryGetValue(name, out var others)) continue;
            var count = Math.Min(rows.Count, others.Count);
            first.AddRange(rows.Take(count));
            second.AddRange(others.Take(count));
        }
        return new(first.ToImmutable(), second.ToImmutable(), before.Rows - first.Count, after.Rows - second.Count);
    }

    private static Dictionary<string, List<int>> Groups(Table table)
    {
        var texts = table.Columns.Select(Texts).ToList();
        var groups = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (var row = 0; row < table.Rows; row++)
        {
            var name = string.Join('|', texts.Select(t => t(row)));
            if (!groups.TryGetValue(name, out var rows)) groups[name] = rows = [];
            rows.Add(row);
        }
        return groups;
    }

    /// <summary>The value in a row as a text; numbers so that different ones have different texts.</summary>
    public static Func<int, string> Texts(Column column) => column.Match<Func<int, string>>(
        integers: c => row => c.Values[row].ToString(CultureInfo.InvariantCulture),
        numbers: c => row => c.Values[row].ToString("R", CultureInfo.InvariantCulture),
        texts: c => row => c.Values[row],
        flags: c => row => c.Values[row] ? "true" : "false");
}
