using System.Numerics;
using Pipelines.Model.Datasets.Images;
using Pipelines.Model.Networks;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.Datasets.Given;

/// <summary>Makes data sets and networks of tables of given numbers.</summary>
public static class GivenExamples
{
    /// <summary>Training and test set: every column but the label's is an input, in the order of the training table.</summary>
    /// <param name="training">Training examples, one a row.</param>
    /// <param name="test">Test examples with the same columns; null when there are none.</param>
    /// <param name="label">The column of labels, +1 or -1.</param>
    /// <param name="reference">How w* is taken from the training examples.</param>
    /// <param name="given">w* itself, of any positive length; null takes it from the examples.</param>
    /// <exception cref="InvalidDataException">A column is missing, a label is not ±1, an input is not finite, or there is no reference direction.</exception>
    public static (LabelledDataset<T> Training, LabelledDataset<T>? Test) Prepare<T>(
        NumericTable training, NumericTable? test, string label, ReferenceRule reference, DenseVector<double>? given = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(training);
        var inputs = training.Columns.Where(c => c != label).ToArray();
        try
        {
            var (x, y) = (Columns<T>(training, inputs), Column<T>(training, label));

            // Any direction will do to have every number checked before one is made of them.
            _ = new LabelledDataset<T>(x, y, Directions.Axis(x.Columns, 0), "given numbers");
            var direction = given
                ?? (reference == ReferenceRule.ClassMeanDifference ? Directions.ClassMeanDifference(x, y) : Directions.LabelWeightedMean(x, y));
            return (
                new(x, y, direction, "given numbers"),
                test is null ? null : new(Columns<T>(test, inputs), Column<T>(test, label), direction, "given numbers"));
        }
        catch (ArgumentException exception)
        {
            throw new InvalidDataException(Require.Reason(exception), exception);
        }
    }

    /// <summary>Parameters of a network, one hidden unit a row: the named column holds its outer weight, the others its inner weights in order.</summary>
    /// <exception cref="InvalidDataException">The column is missing, there is no inner weight, or a weight is not finite.</exception>
    public static Parameters<T> Network<T>(NumericTable table, string outerWeight)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(table);
        var outer = Column<T>(table, outerWeight);
        if (table.Rows == 0 || table.Columns.Length < 2) throw new InvalidDataException("A network needs at least one row, with an outer weight and one inner weight.");
        var inner = Columns<T>(table, [.. table.Columns.Where(c => c != outerWeight)]);
        for (var i = 0; i < table.Rows; i++)
        {
            if (!AreFinite(inner.Row(i)) || !T.IsFinite(outer[i])) throw new InvalidDataException($"A weight of hidden unit {i} is not a finite number.");
        }
        return new(outer, inner);
    }

    private static bool AreFinite<T>(ReadOnlySpan<T> numbers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (var number in numbers)
        {
            if (!T.IsFinite(number)) return false;
        }
        return true;
    }

    private static DenseVector<T> Column<T>(NumericTable table, string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var index = table.IndexOf(name);
        return DenseVector<T>.Create(table.Rows, (table, index), static (target, from) =>
        {
            for (var n = 0; n < target.Length; n++) target[n] = T.CreateTruncating(from.table.Values[n, from.index]);
        });
    }

    private static DenseMatrix<T> Columns<T>(NumericTable table, string[] names)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int[] indices = [.. names.Select(table.IndexOf)];
        return DenseMatrix<T>.Create(table.Rows, names.Length, (table, indices), static (target, from) =>
        {
            for (var i = 0; i < target.Length; i++)
            {
                var (row, column) = Math.DivRem(i, from.indices.Length);
                target[i] = T.CreateTruncating(from.table.Values[row, from.indices[column]]);
            }
        });
    }
}
