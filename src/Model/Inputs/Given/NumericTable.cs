using System.Collections.Immutable;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.Inputs.Given;

/// <summary>A rectangle of finite or non-finite numbers with named columns: what a given file of numbers holds, whatever its format.</summary>
/// <param name="Columns">Distinct names, in order.</param>
/// <param name="Values">Rows × columns.</param>
public sealed record NumericTable(ImmutableArray<string> Columns, DenseMatrix<double> Values)
{
    /// <summary>The line of each row in a file of lines, counted from 1; default where the file has no lines.</summary>
    public ImmutableArray<int> Lines { get; init; }

    public int Rows => Values.Rows;

    /// <summary>The position of a column.</summary>
    /// <exception cref="InvalidDataException">There is none of that name.</exception>
    public int IndexOf(string column)
    {
        var index = Columns.IndexOf(column, StringComparer.Ordinal);
        return index >= 0 ? index : throw Lacking(column);
    }

    /// <summary>The positions of several columns, in time linear in the number of columns.</summary>
    /// <exception cref="InvalidDataException">One of them is missing.</exception>
    public ImmutableArray<int> IndicesOf(IReadOnlyCollection<string> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        var positions = new Dictionary<string, int>(Columns.Length, StringComparer.Ordinal);
        for (var k = 0; k < Columns.Length; k++) positions.TryAdd(Columns[k], k);
        return [.. columns.Select(c => positions.TryGetValue(c, out var k) ? k : throw Lacking(c))];
    }

    /// <summary>A row as the author of the file finds it: by its line, or by its number from 1.</summary>
    public string Place(int row) =>
        Lines.IsDefault ? FormattableString.Invariant($"row {row + 1}") : FormattableString.Invariant($"line {Lines[row]}");

    /// <summary>A cell as the author of the file finds it.</summary>
    public string Place(int row, int column) => $"{Place(row)}, column '{Columns[column]}'";

    private InvalidDataException Lacking(string column) => new($"There is no column '{column}'; the columns are {Shown()}; name one of them.");

    private string Shown() =>
        Columns.Length <= 12 ? string.Join(", ", Columns) : $"{string.Join(", ", Columns.Take(6))}, ... ({Columns.Length} in all)";
}
