using System.Collections.Immutable;
using System.Numerics;
using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.MeanFieldHinge.Data;

/// <summary>Flips the labels of a fixed number of examples.</summary>
public static class Mislabelling
{
    /// <summary>round(fraction × n), halves away from zero: exactly so many distinct examples are flipped.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The fraction lies outside [0, 1/2): at 1/2 there is nothing to learn, above the flipped
    /// rule is learnt.</exception>
    public static int Count(int examples, double fraction) =>
        (int)Math.Round(Require.InRange(fraction, 0, 0.5) * examples, MidpointRounding.AwayFromZero);

    /// <summary>The examples that are flipped, in ascending order: a random subset, a function of the key, n and the fraction.</summary>
    public static ImmutableArray<int> Choose(int examples, double fraction, RandomKey key) =>
        [.. Draws.Permutation(key, examples).Take(Count(examples, fraction)).Order()];

    /// <summary>The labels with the sign of the given examples turned.</summary>
    public static DenseVector<T> Flip<T>(DenseVector<T> labels, ImmutableArray<int> examples)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(labels);
        return DenseVector<T>.Create(labels.Length, (labels, examples), static (target, from) =>
        {
            from.labels.Span.CopyTo(target);
            foreach (var n in from.examples) target[n] = -target[n];
        });
    }
}
