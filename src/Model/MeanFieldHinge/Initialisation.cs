using System.Numerics;
using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.MeanFieldHinge;

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
