using System.Collections.Immutable;
using System.Globalization;
using Pipelines.Pipeline.Figures.Build;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Explanations.Diffs;

/// <summary>Holds the tables of two results folders against each other, column by column.</summary>
/// <param name="first">The first.</param>
/// <param name="second">The second.</param>
/// <param name="tolerance">How far two numbers may be apart and still be the same.</param>
internal sealed class ResultComparison(ComparedResults first, ComparedResults second, Tolerance tolerance)
{
    private const string Point = "point";

    private readonly IResultTables _before = first.Tables;
    private readonly IResultTables _after = second.Tables;
    private readonly RowIdentity _identity = new(first, second);

    /// <summary>Every table of either.</summary>
    public ImmutableArray<TableDifference> Compare() => [.. first.Names.Union(second.Names, StringComparer.Ordinal).Select(Compare)];

    private TableDifference Compare(string name)
    {
        var (was, now) = (_before.Schema(name), _after.Schema(name));
        if (was is null || now is null) return new(name, 0, 0, 0, Names(was), Names(now), []);
        var rows = _identity.Align(name);
        var columns = Names(was).Intersect(Names(now), StringComparer.Ordinal).Where(c => c != Point)
            .Except(_identity.Shared(name), StringComparer.Ordinal);
        return new(
            name, rows.Before.Length, rows.OnlyBefore, rows.OnlyAfter,
            [.. Names(was).Except(Names(now), StringComparer.Ordinal)], [.. Names(now).Except(Names(was), StringComparer.Ordinal)],
            [.. columns.Select(c => Compare(name, c, rows)).OfType<ColumnDifference>()]);
    }

    private ColumnDifference? Compare(string table, string column, RowAlignment rows)
    {
        var (a, b) = (_before.Read(table, [column]).Columns[0], _after.Read(table, [column]).Columns[0]);
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
        var schema = _before.Schema(table)!;
        var names = new[] { Point, "replicate", "check", "step", "time" }.Where(c => schema.IndexOf(c) >= 0).ToList();
        var values = _before.Read(table, names).Columns.Select(c => RowAlignment.Texts(c)(row));
        return names.Count == 0
            ? string.Create(CultureInfo.InvariantCulture, $"row {row}")
            : string.Join(", ", names.Zip(values, (name, value) => $"{name} {value}"));
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static ImmutableArray<string> Names(TableSchema? schema) => schema is null ? [] : [.. schema.Columns.Select(c => c.Name)];
}
