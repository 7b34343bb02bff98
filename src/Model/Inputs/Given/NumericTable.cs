using System.Collections.Immutable;
using System.Numerics;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.Inputs.Given;

/// <summary>A rectangle of finite or non-finite numbers with named columns: what a given file of numbers holds, whatever its format.</summary>
/// <param name="Columns">Distinct names, in order.</param>
/// <param name="Values">Rows × columns.</param>
public sealed record NumericTable(ImmutableArray<string> Columns, DenseMatrix<double> Values)
{
    /// <summary>The line of each row in a file of lines, counted from 1; default where the file has no lines.</summary>
    public ImmutableArray<int> Lines { get; init; }

    /// <summary>What the one column that was read as names holds, a text a row; a name is NaN in <see cref="Values"/>. Default where every column
    /// holds numbers.</summary>
    public ImmutableArray<string> Texts { get; init; }

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

    /// <summary>The value of a cell in the arithmetic of training.</summary>
    /// <exception cref="InvalidDataException">It is not finite there; the message names its place.</exception>
    internal T Finite<T>(int row, int column, double value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var number = T.CreateTruncating(value);
        return T.IsFinite(number) ? number : throw new InvalidDataException(FormattableString.Invariant(
            $"{Place(row, column)}: {value} is not a finite number{(double.IsFinite(value)
                ? " in the single precision of training; write a smaller one, or precision: float64"
                : "; write one, or leave the row out")}."));
    }

    /// <summary>Columns as a matrix, all rows or some of them in the order given.</summary>
    /// <exception cref="InvalidDataException">A column is missing, or a number is not finite in the arithmetic of training; the message names its
    /// place.</exception>
    internal DenseMatrix<T> ColumnsOf<T>(ImmutableArray<string> names, IReadOnlyList<int>? rows = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        DenseMatrix<T>.Create(
            rows?.Count ?? Rows, names.Length, (table: this, rows, indices: IndicesOf(names)), static (target, from) =>
            {
                for (int n = 0, i = 0; i < target.Length; n++)
                {
                    var row = from.rows?[n] ?? n;
                    var values = from.table.Values.Row(row);
                    foreach (var column in from.indices) target[i++] = from.table.Finite<T>(row, column, values[column]);
                }
            });

    private InvalidDataException Lacking(string column) => new($"There is no column '{column}'; the columns are {Shown()}; name one of them.");

    private string Shown() =>
        Columns.Length <= 12 ? string.Join(", ", Columns) : $"{string.Join(", ", Columns.Take(6))}, ... ({Columns.Length} in all)";
}
