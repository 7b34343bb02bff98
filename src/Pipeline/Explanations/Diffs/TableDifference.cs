using System.Collections.Immutable;

namespace Pipelines.Pipeline.Explanations.Diffs;

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
