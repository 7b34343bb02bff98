using System.Numerics;
using Pipelines.Model.Inputs.Given;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.MeanFieldHinge.Data;

/// <summary>Makes data sets and networks of tables of given numbers.</summary>
public static class GivenExamples
{
    private const string Provenance = "given numbers";

    /// <summary>Training set: every column but the label's is an input, in the order of the table.</summary>
    /// <param name="table">Training examples, one a row.</param>
    /// <param name="label">The column of labels: −1 and +1, or 0 and 1.</param>
    /// <param name="reference">How w* is taken from the examples.</param>
    /// <param name="direction">w* itself, of any positive length; null takes it from the examples.</param>
    /// <returns>The examples, and w* as it was given or taken.</returns>
    /// <exception cref="InvalidDataException">A column is missing, a label is none, an input is not finite, or there is no reference
    /// direction.</exception>
    public static (LabelledDataset<T> Examples, DenseVector<double> Direction) Training<T>(
        NumericTable table, string label, ReferenceRule reference, DenseVector<double>? direction = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(table);
        var (x, y) = (LabelledTable.Columns<T>(table, LabelledTable.InputsOf(table, label)), LabelledTable.Labels<T>(table, label));
        return Guarded(() =>
        {
            var chosen = direction
                ?? (reference == ReferenceRule.ClassMeanDifference ? Directions.ClassMeanDifference(x, y) : Directions.LabelWeightedMean(x, y));
            return (new LabelledDataset<T>(x, y, chosen, Provenance), chosen);
        });
    }

    /// <summary>Test set: the columns of the training table, found by name.</summary>
    /// <param name="table">Test examples, one a row.</param>
    /// <param name="training">Column names of the training table.</param>
    /// <param name="label">The column of labels, likewise.</param>
    /// <param name="direction">w* of the training set, as it was given or taken.</param>
    /// <exception cref="InvalidDataException">A column is missing, a label is none, or an input is not finite.</exception>
    public static LabelledDataset<T> Test<T>(NumericTable table, IReadOnlyList<string> training, string label, DenseVector<double> direction)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(training);
        _ = LabelledTable.InputsOf(table, label);
        var (x, y) = (LabelledTable.Columns<T>(table, [.. training.Where(c => c != label)]), LabelledTable.Labels<T>(table, label));
        return Guarded(() => new LabelledDataset<T>(x, y, direction, Provenance));
    }

    /// <summary>Parameters of a network, one hidden unit a row: the named column holds its outer weight, the others its inner weights in
    /// order.</summary>
    /// <exception cref="InvalidDataException">The column is missing, there is no inner weight, or a weight is not finite.</exception>
    public static Parameters<T> Network<T>(NumericTable table, string outerWeight)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(table);
        var column = table.IndexOf(outerWeight);
        if (table.Rows == 0 || table.Columns.Length < 2)
            throw new InvalidDataException("A network needs at least one row, with an outer weight and one inner weight; write a hidden unit a row.");
        var outer = DenseVector<T>.Create(table.Rows, (table, column), static (target, from) =>
        {
            for (var i = 0; i < target.Length; i++)
                target[i] = LabelledTable.Finite<T>(from.table, i, from.column, from.table.Values[i, from.column]);
        });
        return new(outer, LabelledTable.Columns<T>(table, table.Columns.RemoveAt(column)));
    }

    private static TResult Guarded<TResult>(Func<TResult> make)
    {
        try
        {
            return make();
        }
        catch (ArgumentException exception)
        {
            throw new InvalidDataException(Require.Reason(exception), exception);
        }
    }
}
