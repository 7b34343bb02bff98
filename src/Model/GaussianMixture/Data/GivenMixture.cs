using System.Collections.Immutable;
using System.Numerics;
using Pipelines.Model.Inputs.Given;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.GaussianMixture.Data;

/// <summary>Samples, initial weights and batch masks that users give as tables of numbers.</summary>
public static class GivenMixture
{
    /// <summary>One sample a row, its inputs in the order of the columns and not divided by √d.</summary>
    /// <exception cref="InvalidDataException">A number is not finite.</exception>
    public static MixtureDataset<T> Samples<T>(LabelledTable table)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(table);
        return new(table.InputsOf<T>(table.Inputs), table.LabelsOf<double>());
    }

    /// <summary>w(0), one weight a row in a table of one column.</summary>
    /// <exception cref="InvalidDataException">There is not exactly one column, or a weight is not finite.</exception>
    public static DenseVector<double> Weights(NumericTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (table.Columns.Length != 1)
            throw new InvalidDataException(
                $"Initial weights are one column, one weight a row; there are {table.Columns.Length} columns; leave out the others.");
        return DenseVector<double>.Create(table.Rows, table, static (target, from) =>
        {
            for (var row = 0; row < target.Length; row++) target[row] = from.Finite<double>(row, 0, from.Values[row, 0]);
        });
    }

    /// <summary>One step a row, one sample a column: 1 where it enters the update, 0 where it does not.</summary>
    /// <exception cref="InvalidDataException">There is no row, or an entry is neither 0 nor 1.</exception>
    public static BatchMasks Masks(NumericTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (table.Rows == 0) throw new InvalidDataException("Given masks need at least one row: write a step a row.");
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
                    var other => throw new InvalidDataException(
                        FormattableString.Invariant($"{table.Place(step, sample)}: the mask entry {other} is neither 0 nor 1; write one.")),
                };
            }
            rows.Add(BatchMask.Copy(active));
        }
        return new(rows.MoveToImmutable());
    }
}
