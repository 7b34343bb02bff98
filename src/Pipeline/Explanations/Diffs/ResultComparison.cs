using System.Collections.Immutable;
using System.Globalization;
using Pipelines.Pipeline.Figures.Making;
using Pipelines.Pipeline.Storage;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Explanations.Diffs;

/// <summary>Holds the tables of two results folders against each other, column by column.</summary>
internal sealed class ResultComparison(ResultFiles before, ResultFiles after, Tolerance tolerance)
{
    private const string Point = "point", Replicate = "replicate", Status = "status";

    /// <summary>Every table of two results folders.</summary>
    public static ImmutableArray<TableDifference> Of(IFileSystem files, string before, string after, Tolerance tolerance)
    {
        using var first = new ResultFiles(files, before);
        using var second = new ResultFiles(files, after);
        return new ResultComparison(first, second, tolerance).Compare();
    }

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
