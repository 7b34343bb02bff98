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
