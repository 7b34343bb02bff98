using System.Numerics;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.MeanFieldHinge;

/// <summary>Parameters of a network with one hidden layer: unit i has the outer weight a_i and the inner weights w_i.</summary>
/// <remarks>Invariant: M outer weights and M × d inner weights, M and d at least 1. Values may be non-finite: a diverged run ends in such
/// parameters.</remarks>
public sealed record Parameters<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public Parameters(DenseVector<T> outerWeights, DenseMatrix<T> innerWeights)
    {
        ArgumentNullException.ThrowIfNull(outerWeights);
        ArgumentNullException.ThrowIfNull(innerWeights);
        if (outerWeights.Length != innerWeights.Rows)
        {
            throw new ArgumentException(
                $"{outerWeights.Length} outer weights do not fit inner weights of {innerWeights.Rows} hidden units.", nameof(outerWeights));
        }
        Architecture = new(innerWeights.Columns, innerWeights.Rows);
        (OuterWeights, InnerWeights) = (outerWeights, innerWeights);
    }

    public Architecture Architecture { get; }

    /// <summary>a, M numbers.</summary>
    public DenseVector<T> OuterWeights { get; }

    /// <summary>W, M × d: row i is w_i.</summary>
    public DenseMatrix<T> InnerWeights { get; }
}

/// <summary>A network with one hidden layer: d inputs, M hidden units, one output.</summary>
public sealed record Architecture(int InputDimension, int HiddenUnits)
{
    public int InputDimension { get; init => field = Require.Positive(value, nameof(InputDimension)); }
        = Require.Positive(InputDimension, nameof(InputDimension));

    public int HiddenUnits { get; init => field = Require.Positive(value, nameof(HiddenUnits)); }
        = Require.Positive(HiddenUnits, nameof(HiddenUnits));
}
