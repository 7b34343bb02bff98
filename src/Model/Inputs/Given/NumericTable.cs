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

/// <summary>A table of samples, one a row: a column of labels, every other column is an input.</summary>
internal static class LabelledTable
{
    /// <summary>The columns that are inputs, in order.</summary>
    /// <exception cref="InvalidDataException">There is no column of labels, or no other one.</exception>
    public static ImmutableArray<string> InputsOf(NumericTable table, string label)
    {
        _ = table.IndexOf(label);
        if (table.Rows == 0) throw new InvalidDataException("There is no row below the names of the columns: write an example a row.");
        return table.Columns.Length > 1
            ? table.Columns.Remove(label, StringComparer.Ordinal)
            : throw new InvalidDataException($"There is no input: '{label}' is the only column; add a column for each input.");
    }

    /// <summary>Labels ±1: as written, or 0 and 1 for −1 and +1.</summary>
    /// <exception cref="InvalidDataException">A label is none; the message names its place.</exception>
    public static DenseVector<T> Labels<T>(NumericTable table, string label)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var column = table.IndexOf(label);
        var hasNegative = false;
        for (var row = 0; row < table.Rows; row++) hasNegative |= table.Values[row, column] == -1;
        return DenseVector<T>.Create(table.Rows, (table, column, hasNegative), static (target, from) =>
        {
            var (values, column) = (from.table.Values, from.column);
            for (var row = 0; row < target.Length; row++)
            {
                target[row] = values[row, column] switch
                {
                    1 => T.One,
                    -1 => T.NegativeOne,
                    0 when !from.hasNegative => T.NegativeOne,
                    var other => throw new InvalidDataException(FormattableString.Invariant(
                        $"{from.table.Place(row, column)}: the label {other} is neither -1 nor +1 (a column of 0 and 1 serves, too); write one.")),
                };
            }
        });
    }

    /// <summary>Columns as a matrix.</summary>
    /// <exception cref="InvalidDataException">A column is missing, or a number is not finite in the arithmetic of training; the message names its
    /// place.</exception>
    public static DenseMatrix<T> Columns<T>(NumericTable table, ImmutableArray<string> names)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        DenseMatrix<T>.Create(table.Rows, names.Length, (table, indices: table.IndicesOf(names)), static (target, from) =>
        {
            var i = 0;
            for (var row = 0; row < from.table.Rows; row++)
            {
                var values = from.table.Values.Row(row);
                foreach (var column in from.indices) target[i++] = Finite<T>(from.table, row, column, values[column]);
            }
        });

    /// <summary>A number in the arithmetic of training.</summary>
    /// <exception cref="InvalidDataException">It is not finite there; the message names its place.</exception>
    public static T Finite<T>(NumericTable table, int row, int column, double value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var number = T.CreateTruncating(value);
        return T.IsFinite(number) ? number : throw new InvalidDataException(FormattableString.Invariant(
            $"{table.Place(row, column)}: {value} is not a finite number{(double.IsFinite(value)
                ? " in the single precision of training; write a smaller one, or precision: float64"
                : "; write one, or leave the row out")}."));
    }
}
