using System.Collections.Immutable;
using System.Numerics;
using Pipelines.Model.Inputs.Given;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.MeanFieldHinge.Data;

/// <summary>Makes data sets and networks of tables of given numbers.</summary>
public static class GivenExamples
{
    private const string Provenance = "given numbers";

    /// <summary>Training set: the rows in the order of the table.</summary>
    /// <param name="table">Training examples, one a row.</param>
    /// <param name="reference">How w* is taken from the examples.</param>
    /// <param name="direction">w* itself, of any positive length; null takes it from the examples.</param>
    /// <returns>The examples, and w* as it was given or taken.</returns>
    /// <exception cref="InvalidDataException">An input is not finite, or there is no reference direction.</exception>
    public static (LabelledDataset<T> Examples, DenseVector<double> Direction) Training<T>(
        LabelledTable table, ReferenceRule reference, DenseVector<double>? direction = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(table);
        var (x, y) = (table.InputsOf<T>(table.Inputs), table.LabelsOf<T>());
        return Guarded(() =>
        {
            var chosen = direction
                ?? (reference == ReferenceRule.ClassMeanDifference ? Directions.ClassMeanDifference(x, y) : Directions.LabelWeightedMean(x, y));
            return (new LabelledDataset<T>(x, y, chosen, Provenance), chosen);
        });
    }

    /// <summary>Test set: the columns of the training table, found by name.</summary>
    /// <param name="table">Test examples, one a row.</param>
    /// <param name="inputs">Names of the input columns of the training table.</param>
    /// <param name="direction">w* of the training set, as it was given or taken.</param>
    /// <exception cref="InvalidDataException">A column is missing, or an input is not finite.</exception>
    public static LabelledDataset<T> Test<T>(LabelledTable table, ImmutableArray<string> inputs, DenseVector<double> direction)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(table);
        var (x, y) = (table.InputsOf<T>(inputs), table.LabelsOf<T>());
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
                target[i] = from.table.Finite<T>(i, from.column, from.table.Values[i, from.column]);
        });
        return new(outer, table.ColumnsOf<T>(table.Columns.RemoveAt(column)));
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
