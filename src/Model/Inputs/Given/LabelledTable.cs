using System.Collections.Immutable;
using System.Numerics;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.Inputs.Given;

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
                        $"{from.table.Place(row, column)}: the label {other} is neither -1 nor +1 (a column of 0 and 1 serves, too); write one of the two.")),
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
