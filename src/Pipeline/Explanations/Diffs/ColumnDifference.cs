namespace Pipelines.Pipeline.Explanations.Diffs;

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
