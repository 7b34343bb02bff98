using System.Numerics;
using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;

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

/// <summary>Random initial parameters.</summary>
public static class Initialisation
{
    /// <summary>All parameters independent N(0, 1) (Pellegrini and Biroli 2020, arXiv 2006.11209, section 2).</summary>
    /// <remarks>
    /// Unit i depends on the key, d and i alone: a wider network starts with the units of a narrower one. T = float holds the rounded numbers of
    /// T = double.
    /// </remarks>
    public static Parameters<T> StandardNormal<T>(Architecture architecture, RandomKey key)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Normal<T>(architecture, key, outerWidth: 1, innerWidth: 1);

    /// <summary>Outer weights N(0, outerWidth²) and inner weights N(0, innerWidth²): the standard normal ones times their widths.</summary>
    public static Parameters<T> Normal<T>(Architecture architecture, RandomKey key, double outerWidth, double innerWidth)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(architecture);
        var outer = DenseVector<T>.Create(
            architecture.HiddenUnits, (Width: outerWidth, Key: key.Fork("outer")), static (target, from) => Fill(target, 1, from.Width, from.Key));
        var inner = DenseMatrix<T>.Create(
            architecture.HiddenUnits, architecture.InputDimension, (architecture.InputDimension, Width: innerWidth, Key: key.Fork("inner")),
            static (target, from) => Fill(target, from.InputDimension, from.Width, from.Key));
        return new(outer, inner);
    }

    private static void Fill<T>(Span<T> target, int columns, double width, RandomKey key)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var row = new double[columns];
        var stride = columns + (columns % 2);
        for (var start = 0; start < target.Length; start += columns)
        {
            Gaussian.FillInto(key, (long)(start / columns) * stride, row);
            for (var k = 0; k < columns; k++) target[start + k] = T.CreateTruncating(width * row[k]);
        }
    }
}
