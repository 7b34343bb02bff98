using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Pipelines.Model.Numerics;

namespace Pipelines.Pipeline.Experiments;

/// <summary>The values that one setting takes in a sweep: a closed union of those written out and those spaced evenly.</summary>
internal abstract record SweepValues
{
    private SweepValues() { }

    public int Count => this switch
    {
        Listed v => v.Values.Length,
        Spaced v => v.Length,
        _ => throw new UnreachableException(),
    };

    public sealed record Listed(ImmutableArray<ConfigNode> Values) : SweepValues;

    /// <summary><c>{lin: [first, last, count]}</c>, or <c>log</c>: equal ratios.</summary>
    /// <remarks>
    /// The ends are exactly as written. Values between are rounded, lin to 15 and log to 12 significant digits, so that {lin: [0, 1, 11]} has 0.3 and
    /// {log: [1, 1000, 4]} has 10: the error of exp(x log r) is |log r| units of rounding, up to 1e-13 between the smallest and the largest double.
    /// </remarks>
    public sealed record Spaced(SourceLocation Mark, bool IsLogarithmic, ConfigNode First, ConfigNode Last, int Length) : SweepValues
    {
        internal ConfigNode At(int index)
        {
            if (index == 0) return First;
            if (index == Length - 1) return Last;
            var (first, last, share) = (Number(First), Number(Last), (double)index / (Length - 1));
            var text = IsLogarithmic
                ? (first * Elementary.Exp(share * Elementary.Log(last / first))).ToString("G12", CultureInfo.InvariantCulture)
                : (first + (share * (last - first))).ToString("G15", CultureInfo.InvariantCulture);
            return new ConfigNode.Scalar(Mark, text, ScalarStyle.Spaced);
        }

        private static double Number(ConfigNode node) => PlainScalar.ToDouble(((ConfigNode.Scalar)node).Text);
    }

    /// <summary>One of the values, at the place where the sweep gives it.</summary>
    public ConfigNode this[int index] => this switch
    {
        Listed v => v.Values[index],
        Spaced v => v.At(index),
        _ => throw new UnreachableException(),
    };
}
