using System.Collections.Immutable;
using System.Numerics;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.GaussianMixture.Data;

/// <summary>A statistic of given numbers next to what a problem says of it.</summary>
/// <param name="What">What it is, as "the share of labels +1".</param>
/// <param name="Found">Its value.</param>
/// <param name="Expected">Its mean under the law of the problem.</param>
/// <param name="StandardError">Its standard deviation under that law.</param>
public sealed record GivenStatistic(string What, double Found, double Expected, double StandardError)
{
    /// <summary>A normal number is farther from its mean once in 1.7 million draws: whoever draws by the law never sees it. Of a few samples the sums
    /// of squares have longer tails; 6 samples in 2 dimensions are farther once in 3,000.</summary>
    public const double MostErrors = 5;

    /// <summary>Rounding of sums of a million numbers, and of masks of one size for a law of exactly that share.</summary>
    private const double Rounding = 1e-9;

    /// <summary>The numbers are not of the law.</summary>
    public bool IsFar => !(Math.Abs(Found - Expected) <= (MostErrors * StandardError) + (Rounding * Math.Abs(Expected)));
}

/// <summary>Given samples, weights and masks next to the laws that the theory keeps: their first moments with the errors that these laws give
/// them.</summary>
public static class GivenAgreement
{
    /// <summary>Labels, lengths and, along one direction, projections u = x·v*/√d.</summary>
    /// <remarks>
    /// x = Σ_a c_a v_a/√d + √Δ_c z: |x|²/d has mean (|c|² + Δ_c d)/d and variance (2 Δ_c² d + 4 Δ_c |c|²)/d² within a cluster;
    /// u is normal with mean c and variance Δ_c, so that u² has variance 4 c² Δ_c + 2 Δ_c². Over the clusters variances within add to
    /// that of the means.
    /// </remarks>
    public static ImmutableArray<GivenStatistic> Of<T>(MixtureDataset<T> samples, MixtureProblem problem)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(problem);
        var (n, d, mixture) = (samples.Samples, samples.Dimension, problem.Mixture);
        var (positive, square, signed, along) = (0.0, 0.0, 0.0, 0.0);
        for (var row = 0; row < n; row++)
        {
            var (length, sum) = (0.0, 0.0);
            foreach (var x in samples.Inputs.Row(row))
            {
                var value = double.CreateChecked(x);
                length += value * value;
                sum += value;
            }
            var (u, label) = (sum / Math.Sqrt(d), samples.Labels[row]);
            if (label > 0) positive++;
            square += length / d;
            signed += label * u;
            along += u * u;
        }
        double Noise(MixtureComponent c) => problem.NoiseOf(c);
        double Square(MixtureComponent c) => MixtureObservables.Product(c.Centre.Span, c.Centre.Span);
        GivenStatistic Statistic(string what, double total, Func<MixtureComponent, double> mean, Func<MixtureComponent, double> variance)
        {
            var expected = mixture.Mean(mean);
            var spread = mixture.Mean(c => variance(c) + (mean(c) * mean(c))) - (expected * expected);
            return new(what, total / n, expected, Math.Sqrt(Math.Max(0, spread) / n));
        }
        GivenStatistic[] all =
        [
            Statistic("the share of labels +1", positive, c => c.Label > 0 ? 1 : 0, _ => 0),
            Statistic(
                "the mean of |x|^2/d", square, c => (Square(c) / d) + Noise(c),
                c => ((2 * Noise(c) * Noise(c) * d) + (4 * Noise(c) * Square(c))) / d / d),
        ];
        if (mixture.Directions > 1) return [.. all];
        double Centre(MixtureComponent c) => c.Centre[0];
        return
        [
            .. all,
            Statistic("the mean of y x.v*/sqrt(d), v* = (1, ..., 1)", signed, c => c.Label * Centre(c), Noise),
            Statistic(
                "the mean of (x.v*)^2/d", along, c => (Centre(c) * Centre(c)) + Noise(c),
                c => (4 * Centre(c) * Centre(c) * Noise(c)) + (2 * Noise(c) * Noise(c))),
        ];
    }

    /// <summary>|w|²/d of free weights, and their overlap with v* = (1, ..., 1) where the theory starts from one.</summary>
    /// <param name="weights">w(0).</param>
    /// <param name="variance">R.</param>
    /// <param name="overlap">m(0) of the theory; null where that is not one number.</param>
    public static ImmutableArray<GivenStatistic> Of(DenseVector<double> weights, double variance, double? overlap)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var (d, squares, sum) = (weights.Length, 0.0, 0.0);
        foreach (var w in weights.Span)
        {
            squares += w * w;
            sum += w;
        }
        var shift = overlap ?? 0;
        GivenStatistic length = new(
            "|w(0)|^2/d", squares / d, variance + (shift * shift), Math.Sqrt(((2 * variance * variance) + (4 * shift * shift * variance)) / d));
        return overlap is null ? [length] : [length, new("the overlap w(0).v*/d", sum / d, shift, Math.Sqrt(variance / d))];
    }

    /// <summary>The share of ones in the masks of the first steps.</summary>
    /// <remarks>Samples are independent; of one sample Cov(s(k), s(k+j)) = p (1 - p) r^j, p the share at step k and r = P(1 -> 1) - P(0 -> 1), 0
    /// for fresh masks.</remarks>
    public static GivenStatistic Of(BatchMasks masks, int steps, MixtureProblem problem)
    {
        ArgumentNullException.ThrowIfNull(masks);
        ArgumentNullException.ThrowIfNull(problem);
        var ones = 0L;
        for (var step = 0; step < steps; step++)
        {
            foreach (var active in masks.Row(step).Span) ones += active ? 1 : 0;
        }

        // The mean of the chain's share, and the variance of a sample's share of the steps.
        var chain = MaskChain.Of(problem);
        var memory = chain.Persistence - chain.Activation;
        var later = new double[steps];
        for (var step = steps - 2; step >= 0; step--) later[step] = memory * (1 + later[step + 1]);
        var (share, mean, variance) = (chain.Fraction, 0.0, 0.0);
        for (var step = 0; step < steps; step++)
        {
            mean += share / steps;
            variance += share * (1 - share) * (1 + (2 * later[step])) / steps / steps;
            share = (share * chain.Persistence) + ((1 - share) * chain.Activation);
        }
        return new(
            $"the share of ones in the first {steps} rows", (double)ones / steps / masks.Samples, mean,
            Math.Sqrt(Math.Max(0, variance) / masks.Samples));
    }
}
