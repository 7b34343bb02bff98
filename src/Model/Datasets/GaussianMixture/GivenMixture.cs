using System.Collections.Immutable;
using System.Numerics;
using Pipelines.Model.Datasets.Given;
using Pipelines.Model.Numerics;
using Pipelines.Model.Theories.GaussianMixture;

namespace Pipelines.Model.Datasets.GaussianMixture;

/// <summary>Samples, initial weights and batch masks that users give as tables of numbers.</summary>
public static class GivenMixture
{
    /// <summary>One sample a row: the named column holds its label, the others are its inputs in order, not divided by √d.</summary>
    /// <exception cref="InvalidDataException">The column is missing, a label is neither −1 nor +1, or a number is not finite.</exception>
    public static MixtureDataset<T> Samples<T>(NumericTable table, string label)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(table);
        var skipped = table.IndexOf(label);
        var inputs = DenseMatrix<T>.Create(table.Rows, table.Columns.Length - 1, (table, skipped), static (target, from) =>
        {
            var i = 0;
            for (var row = 0; row < from.table.Rows; row++)
            {
                for (var column = 0; column < from.table.Columns.Length; column++)
                {
                    if (column != from.skipped) target[i++] = T.CreateChecked(from.table.Values[row, column]);
                }
            }
        });
        try
        {
            return new(inputs, Column(table, skipped));
        }
        catch (ArgumentException exception)
        {
            throw new InvalidDataException(Require.Reason(exception), exception);
        }
    }

    /// <summary>w(0), one weight a row in a table of one column.</summary>
    /// <exception cref="InvalidDataException">There is not exactly one column.</exception>
    public static DenseVector<double> Weights(NumericTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table.Columns.Length == 1
            ? Column(table, 0)
            : throw new InvalidDataException($"Initial weights are one column, one weight a row; there are {table.Columns.Length} columns.");
    }

    /// <summary>One step a row, one sample a column: 1 where it enters the update, 0 where it does not.</summary>
    /// <exception cref="InvalidDataException">There is no row, or an entry is neither 0 nor 1.</exception>
    public static BatchMasks Masks(NumericTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (table.Rows == 0) throw new InvalidDataException("Given masks need at least one row.");
        var rows = ImmutableArray.CreateBuilder<BatchMask>(table.Rows);
        var active = new bool[table.Columns.Length];
        for (var step = 0; step < table.Rows; step++)
        {
            for (var sample = 0; sample < active.Length; sample++)
            {
                active[sample] = table.Values[step, sample] switch
                {
                    0 => false,
                    1 => true,
                    var other => throw new InvalidDataException(FormattableString.Invariant($"Mask entry {other} in row {step}, column {sample} is neither 0 nor 1.")),
                };
            }
            rows.Add(BatchMask.Copy(active));
        }
        return new(rows.MoveToImmutable());
    }

    private static DenseVector<double> Column(NumericTable table, int index) => DenseVector<double>.Create(
        table.Rows, (table, index), static (target, from) =>
        {
            for (var row = 0; row < target.Length; row++) target[row] = from.table.Values[row, from.index];
        });
}
