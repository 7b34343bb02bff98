using System.Collections.Immutable;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.Datasets.Given;

/// <summary>A rectangle of finite or non-finite numbers with named columns: what a given file of numbers holds, whatever its format.</summary>
/// <param name="Columns">Distinct names, in order.</param>
/// <param name="Values">Rows × columns.</param>
public sealed record NumericTable(ImmutableArray<string> Columns, DenseMatrix<double> Values)
{
    public int Rows => Values.Rows;

    /// <summary>The position of a column.</summary>
    /// <exception cref="InvalidDataException">There is none of that name.</exception>
    public int IndexOf(string column)
    {
        var index = Columns.IndexOf(column, StringComparer.Ordinal);
        return index >= 0 ? index : throw new InvalidDataException($"There is no column '{column}'; the columns are {Shown()}.");
    }

    private string Shown() => Columns.Length <= 12 ? string.Join(", ", Columns) : $"{string.Join(", ", Columns.Take(6))}, ... ({Columns.Length} in all)";
}
