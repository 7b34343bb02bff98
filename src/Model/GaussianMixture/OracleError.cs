using System.Collections.Immutable;
using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.GaussianMixture;

/// <summary>Error of the best classifier that knows the law of the samples, and of the best one that must learn it.</summary>
public static class OracleError
{
    /// <summary>Points at which all clusters of one noise level are looked at, where their centres lie on no line.</summary>
    private const int Points = 1 << 18;

    /// <summary>Numbers below this share of the largest are what rounding leaves of a difference of two centres.</summary>
    private const double Rounding = 1e-12;

    /// <summary>Centres, labels and noise levels known, d → ∞: the label of larger posterior probability.</summary>
    /// <remarks>
    /// Equation: |x|²/d tells a sample's noise level, and of the rest only the coordinates u_a = x·v_a/√d ~ N(c, Δ I) tell anything of the label:
    /// ε = Σ_Δ Σ_c p_c P(sgn g(u) ≠ y(c)), g(u) = Σ_c p_c y(c) e^{−|u−c|²/(2Δ)}, each over the clusters of one noise level. Two clusters:
    /// erfc(1/√(2Δ))/2; three clusters: threshold u* = Δ arccosh(e^{1/(2Δ)}) and eq. 25 at m = u-units.
    /// Across the span of the centres nothing depends on u. Along one line the error is exact; in a span of several dimensions it is a mean of
    /// the smaller posterior over scrambled Sobol points (docs/explanation/theory/mixtures-in-several-directions.md says how good it is).
    /// </remarks>
    /// <param name="mixture">The law.</param>
    /// <param name="noiseLevel">Δ &gt; 0 of the clusters that have none of their own.</param>
    public static double Oracle(Mixture mixture, double noiseLevel)
    {
        ArgumentNullException.ThrowIfNull(mixture);
        Require.Positive(noiseLevel);
        var error = 0.0;
        foreach (var level in mixture.Components.GroupBy(c => c.NoiseLevel ?? noiseLevel)) error += OfOneLevel([.. level], Math.Sqrt(level.Key));
        return error;
    }

    /// <summary>Two clusters, labels of the α d training samples known, v* of unknown direction: the Bayes-optimal error.</summary>
    /// <remarks>Equation: ε = erfc(√(α / (2Δ(α + Δ))))/2: the posterior mean of the direction is proportional to Σ y x.</remarks>
    public static double BayesTwoClusters(double sampleRatio, double noiseLevel)
    {
        Require.NonNegative(sampleRatio);
        Require.Positive(noiseLevel);
        return SpecialFunctions.Erfc(Math.Sqrt(sampleRatio / (2 * noiseLevel * (sampleRatio + noiseLevel)))) / 2;
    }

    private static double OfOneLevel(ImmutableArray<MixtureComponent> clusters, double deviation)
    {
        var axes = AxesOf(clusters);
        double[][] places = [.. clusters.Select(c => axes.Select(axis => MixtureObservables.Product(axis, c.Centre.Span)).ToArray())];
        if (axes.Length == 1) return new OracleLine(clusters, [.. places.Select(p => p[0])], deviation).Error;
        var nodes = Sobol.NormalPoints(axes.Length, Math.Max(1, Points / clusters.Length));
        var (error, point, exponents) = (0.0, new double[axes.Length], new double[clusters.Length]);
        for (var c = 0; c < clusters.Length; c++)
        {
            var smaller = 0.0;
            foreach (var node in nodes)
            {
                for (var a = 0; a < point.Length; a++) point[a] = places[c][a] + (deviation * node[a]);
                smaller += SmallerPosterior(clusters, places, deviation, point, exponents);
            }
            error += clusters[c].Probability * smaller / nodes.Length;
        }
        return error;
    }

    /// <summary>min(P_+, P_−)/(P_+ + P_−) at a point.</summary>
    private static double SmallerPosterior(
        ImmutableArray<MixtureComponent> clusters, double[][] places, double deviation, double[] point, double[] exponents)
    {
        var (largest, whole, signed) = (double.NegativeInfinity, 0.0, 0.0);
        for (var c = 0; c < exponents.Length; c++)
        {
            var square = 0.0;
            for (var a = 0; a < point.Length; a++) square += (point[a] - places[c][a]) * (point[a] - places[c][a]);
            exponents[c] = -square / (2 * deviation * deviation);
            largest = Math.Max(largest, exponents[c]);
        }
        for (var c = 0; c < exponents.Length; c++)
        {
            var density = clusters[c].Probability * Elementary.Exp(exponents[c] - largest);
            whole += density;
            signed += clusters[c].Label * density;
        }
        return (1 - (Math.Abs(signed) / whole)) / 2;
    }

    /// <summary>An orthonormal basis of what the centres span from the first of them on; one direction has one axis, as it is.</summary>
    private static double[][] AxesOf(ImmutableArray<MixtureComponent> clusters)
    {
        var first = clusters[0].Centre.Span.ToArray();
        if (first.Length == 1) return [[1]];
        var span = Orthonormal(clusters.Select(c => first.Zip(c.Centre.Span.ToArray(), (a, b) => b - a).ToArray()));
        return span.Length > 0 ? span : [[1, .. new double[first.Length - 1]]];
    }

    /// <summary>Gram and Schmidt, twice for each vector; what is left of a dependent one is dropped.</summary>
    private static double[][] Orthonormal(IEnumerable<double[]> vectors)
    {
        double[][] all = [.. vectors];
        var largest = all.Max(Length);
        var basis = new List<double[]>();
        foreach (var vector in all)
        {
            var rest = (double[])vector.Clone();
            for (var pass = 0; pass < 2; pass++)
            {
                foreach (var axis in basis)
                {
                    var along = MixtureObservables.Product(axis, rest);
                    for (var i = 0; i < rest.Length; i++) rest[i] -= along * axis[i];
                }
            }
            if (Length(rest) is var length && length > Rounding * largest) basis.Add([.. rest.Select(x => x / length)]);
        }
        return [.. basis];
    }

    private static double Length(double[] vector) => Math.Sqrt(MixtureObservables.Product(vector, vector));
}
