using FsCheck;
using FsCheck.Fluent;
using Pipelines.Model.Numerics;
using Pipelines.Model.QuenchingActivation;
using Pipelines.Model.Randomness;
using Pipelines.Tests;

namespace Pipelines.Model.Tests.QuenchingActivation.Population;

/// <summary>Random networks for properties.</summary>
internal static class Networks
{
    /// <summary>A seed for everything that a property draws: shrinking numbers inside a network would teach nothing.</summary>
    public static Arbitrary<uint> Seeds { get; } = Arb.From(Gen.Choose(0, int.MaxValue).Select(seed => (uint)seed));

    /// <summary>Runs a property over seeds.</summary>
    public static void ForAll(Action<RandomKey> property, int tests = 40) => Prop
        .ForAll(Seeds, seed => property(RandomKey.FromSeed(seed)))
        .Check(Cases.Of(tests));

    /// <summary>Between 1 and 20 neurons in 2, 4, 6 or 8 dimensions, outer weights of order 1.</summary>
    public static TwoLayerParameters Network(RandomKey key)
    {
        var (x, y, _, _) = key.Fork("shape").Block(0);
        return new Initialisation(InnerWeightLaw.Gaussian, new OuterWeightScale.Fixed(1)).Draw(key, 1 + (int)(x % 20), 2 * (1 + (int)(y % 4)));
    }

    /// <summary>The network with rows reordered, repeated or changed: new row k is (a, b) of some old one.</summary>
    public static TwoLayerParameters FromNeurons(IEnumerable<(double Outer, double[] Inner)> neurons)
    {
        var rows = neurons.ToArray();
        return new(
            DenseVector<double>.Copy(rows.Select(r => r.Outer).ToArray()),
            DenseMatrix<double>.Copy(rows.Length, rows[0].Inner.Length, rows.SelectMany(r => r.Inner).ToArray()));
    }

    public static IEnumerable<(double Outer, double[] Inner)> Neurons(this TwoLayerParameters network) =>
        Enumerable.Range(0, network.HiddenUnits).Select(j => (network.OuterWeights[j], network.InnerWeights.Row(j).ToArray()));
}
