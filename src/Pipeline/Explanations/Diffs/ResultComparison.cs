using System.Collections.Immutable;
using System.Globalization;
using Pipelines.Pipeline.Figures.Build;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Explanations.Diffs;

/// <summary>Holds the tables of two results folders against each other, column by column.</summary>
/// <param name="first">The first.</param>
/// <param name="second">The second.</param>
/// <param name="tolerance">How far two numbers may be apart and still be the same.</param>
/// <param name="require">Hears what needs memory that grows with a table, and how many bytes, and throws where that is too much.</param>
internal sealed class ResultComparison(ComparedResults first, ComparedResults second, Tolerance tolerance, Action<string, long>? require = null)
{

    /// <summary>Names of a row while its partner is looked for; a value.</summary>
    private const long PairBytes = 200, NumberBytes = 8;

    private readonly IResultTables _before = first.Tables;
    private readonly IResultTables _after = second.Tables;
    private readonly RowIdentity _identity = new(first, second);

    /// <summary>Every table of either.</summary>
    public ImmutableArray<TableDifference> Compare() => [.. first.Names.Union(second.Names, StringComparer.Ordinal).Select(Compare)];

    private TableDifference Compare(string name)
    {
        var (was, now) = (_before.Schema(name), _after.Schema(name));
        if (was is null || now is null) return new(name, 0, 0, 0, Names(was), Names(now), []);
        ImmutableArray<string> columns =
        [
            .. Names(was).Intersect(Names(now), StringComparer.Ordinal).Where(c => c != PointTable.Point)
                .Except(_identity.Shared(name), StringComparer.Ordinal),
        ];
        if (_identity.IsInOrder(name))
            return Of((int)_before.Rows(name), 0, 0, column => PairedPieces.Of(_before, _after, name, [column]));
        require?.Invoke(
            $"{name}: its rows stand in another order in each of the two, or only one has them. Finding those that belong together takes",
            BytesOf(_before, was) + BytesOf(_after, now));
        var rows = _identity.Align(name);
        return Of(rows.Before.Length, rows.OnlyBefore, rows.OnlyAfter, column =>
            [new(_before.Read(name, [column]).Columns, _after.Read(name, [column]).Columns, rows.Before, rows.After, 0)]);

        TableDifference Of(int both, int onlyBefore, int onlyAfter, Func<string, IEnumerable<PairedPieces>> pairs) => new(
            name, both, onlyBefore, onlyAfter,
            [.. Names(was).Except(Names(now), StringComparer.Ordinal)], [.. Names(now).Except(Names(was), StringComparer.Ordinal)],
            [.. columns.Select(c => Compare(name, c, both, pairs(c))).OfType<ColumnDifference>()]);
    }

    private static long BytesOf(IResultTables tables, TableSchema schema) =>
        tables.Rows(schema.Name) * (PairBytes + (NumberBytes * schema.Columns.Length));

    private ColumnDifference? Compare(string table, string column, int rows, IEnumerable<PairedPieces> pairs)
    {
        var (a, b) = (TypeOf(_before, table, column), TypeOf(_after, table, column));
        return a == ColumnType.Text || b == ColumnType.Text || a != b
            ? CompareTexts(table, column, rows, pairs)
            : CompareNumbers(table, column, rows, pairs);
    }

    private static ColumnType TypeOf(IResultTables tables, string table, string column) =>
        tables.Schema(table)!.Columns[tables.Schema(table)!.IndexOf(column)].Type;

    private ColumnDifference? CompareNumbers(string table, string column, int rows, IEnumerable<PairedPieces> pairs)
    {
        var (different, worst, largest, u, v) = (0, -1L, -1.0, 0.0, 0.0);
        foreach (var piece in pairs)
        {
            var (x, y) = (piece.Before[0].AsNumbers(), piece.After[0].AsNumbers());
            for (var i = 0; i < piece.RowsBefore.Count; i++)
            {
                var (p, q) = (x[piece.RowsBefore[i]], y[piece.RowsAfter[i]]);
                if (tolerance.Covers(p, q)) continue;
                different++;
                var distance = Tolerance.Distance(p, q);
                if (distance > largest) (worst, largest, u, v) = (piece.Start + piece.RowsBefore[i], distance, p, q);
            }
        }
        if (different == 0) return null;
        var isFinite = double.IsFinite(largest);
        return new(
            table, column, rows, different, isFinite ? largest : null, isFinite ? largest / Math.Max(Math.Abs(u), Math.Abs(v)) : null,
            Where(table, worst), Text(u), Text(v));
    }

    private ColumnDifference? CompareTexts(string table, string column, int rows, IEnumerable<PairedPieces> pairs)
    {
        var (different, first, before, after) = (0, -1L, "", "");
        foreach (var piece in pairs)
        {
            var (x, y) = (RowAlignment.Texts(piece.Before[0]), RowAlignment.Texts(piece.After[0]));
            for (var i = 0; i < piece.RowsBefore.Count; i++)
            {
                var (p, q) = (x(piece.RowsBefore[i]), y(piece.RowsAfter[i]));
                if (p == q) continue;
                if (different++ == 0) (first, before, after) = (piece.Start + piece.RowsBefore[i], p, q);
            }
        }
        return different == 0 ? null : new(table, column, rows, different, null, null, Where(table, first), before, after);
    }

    /// <summary>A row of the first result as people look for it.</summary>
    private string Where(string table, long row)
    {
        var schema = _before.Schema(table)!;
        var names = new[] { PointTable.Point, PointTable.Replicate, "check", "step", "time" }.Where(c => schema.IndexOf(c) >= 0).ToList();
        if (names.Count == 0) return string.Create(CultureInfo.InvariantCulture, $"row {row}");
        var left = row;
        foreach (var piece in _before.Pieces(table, names))
        {
            if (left < piece.Rows)
                return string.Join(", ", names.Zip(piece.Columns, (name, column) => $"{name} {RowAlignment.Texts(column)((int)left)}"));
            left -= piece.Rows;
        }
        throw new InvalidOperationException($"Table {table} has no row {row}.");
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static ImmutableArray<string> Names(TableSchema? schema) => schema is null ? [] : [.. schema.Columns.Select(c => c.Name)];
}

/// <summary>How a table of one result differs from that of another.</summary>
/// <param name="Table">Its name.</param>
/// <param name="Rows">Rows of the same place in both.</param>
/// <param name="OnlyBefore">Rows that only the first has.</param>
/// <param name="OnlyAfter">Rows that only the second has.</param>
/// <param name="ColumnsOnlyBefore">Columns that only the first has; everything where the second lacks the table.</param>
/// <param name="ColumnsOnlyAfter">Columns that only the second has.</param>
/// <param name="Columns">Columns with differences beyond the tolerance.</param>
public sealed record TableDifference(
    string Table, int Rows, int OnlyBefore, int OnlyAfter, ImmutableArray<string> ColumnsOnlyBefore, ImmutableArray<string> ColumnsOnlyAfter,
    ImmutableArray<ColumnDifference> Columns)
{
    public bool IsSame => OnlyBefore == 0 && OnlyAfter == 0 && ColumnsOnlyBefore.IsEmpty && ColumnsOnlyAfter.IsEmpty && Columns.IsEmpty;
}

/// <summary>A column that is not the same in two results.</summary>
/// <param name="Table">Its table.</param>
/// <param name="Column">Its name.</param>
/// <param name="Rows">Rows that were compared.</param>
/// <param name="Different">Rows that differ by more than the tolerance.</param>
/// <param name="Largest">Largest difference; null for texts and flags, and where a number is not finite.</param>
/// <param name="Relative">The same relative to the larger of the two; null likewise.</param>
/// <param name="Where">The row of the largest difference: its point, and its time where it has one.</param>
/// <param name="Before">Its value in the first.</param>
/// <param name="After">Its value in the second.</param>
public sealed record ColumnDifference(
    string Table, string Column, int Rows, int Different, double? Largest, double? Relative, string Where, string Before, string After);

/// <summary>How far two numbers may be apart and still be the same: |a - b| &lt;= absolute + relative max(|a|, |b|).</summary>
/// <param name="Relative">Relative part.</param>
/// <param name="Absolute">Absolute part.</param>
public sealed record Tolerance(double Relative, double Absolute)
{
    /// <summary>NaN is the same as NaN, an infinity as itself.</summary>
    public bool Covers(double a, double b) =>
        a.Equals(b)
        || a == b
        || (double.IsFinite(a) && double.IsFinite(b) && Math.Abs(a - b) <= Absolute + (Relative * Math.Max(Math.Abs(a), Math.Abs(b))));

    /// <summary>How far two numbers are apart: infinite where one of them is not finite and the other is not the same.</summary>
    public static double Distance(double a, double b) =>
        a.Equals(b) || a == b ? 0 : double.IsFinite(a) && double.IsFinite(b) ? Math.Abs(a - b) : double.PositiveInfinity;
}
