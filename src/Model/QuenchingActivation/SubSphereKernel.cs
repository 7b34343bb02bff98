using System.Runtime.Intrinsics;
using Pipelines.Model.Numerics;
using Pipelines.Model.QuenchingActivation.Kernels;

namespace Pipelines.Model.QuenchingActivation;

/// <summary>F_p(z): the overlap of a neuron b with the uniform average of σ(w·x) over unit w in the first p coordinates is |b| F_p(z).</summary>
/// <remarks>
/// z = |b_1..p|²/|b|². F_p(z) = ₂F₁(-1/2, -1/2; p/2; z), F_p'(z) = ₂F₁(1/2, 1/2; p/2+1; z)/(2p), in units of the kernel with C = 1.
/// Method: the power series (64 terms) where it converges fast (z ≤ 1/2, or any z for p ≥ 20); otherwise closed forms at p = 1 (arc sine) and
/// p = 2 (complete elliptic integrals by the arithmetic-geometric mean), carried to p by Gauss's relation between neighbouring parameters,
/// which damps errors for z &gt; 1/2. Relative error below 1e-13.
/// </remarks>
public sealed class SubSphereKernel
{
    private const int Terms = 64;
    private const int SeriesSufficesFrom = 20;

    private readonly double[] _series = new double[Terms + 1];

    /// <param name="dimension">p, at least 1.</param>
    public SubSphereKernel(int dimension)
    {
        Dimension = Require.Positive(dimension, nameof(dimension));
        _series[0] = 1;
        for (var k = 0; k < Terms; k++)
            _series[k + 1] = _series[k] * (k - 0.5) * (k - 0.5) / ((k + 1) * ((dimension / 2.0) + k));
        var ratio = GammaRatio(dimension);
        AtOne = dimension / 2.0 * ratio * ratio;
        NormFactor = ratio / (2 * Math.Sqrt(Math.PI));
    }

    /// <summary>p.</summary>
    public int Dimension { get; }

    /// <summary>F_p(1) = Γ(p/2) Γ(p/2+1) / Γ((p+1)/2)²: the target's own second moment.</summary>
    public double AtOne { get; }

    /// <summary>κ_p = Γ(p/2) / (2 √π Γ((p+1)/2)): the target function is κ_p |x_1..p|.</summary>
    public double NormFactor { get; }

    /// <summary>F_p(z) and F_p'(z), z in [0, 1].</summary>
    public (double Value, double Slope) Evaluate(double z)
    {
        if (z > SeriesLimit) return Recurrence(z);
        double value = _series[Terms], slope = Terms * _series[Terms];
        for (var k = Terms - 1; k > 0; k--)
        {
            value = Math.FusedMultiplyAdd(value, z, _series[k]);
            slope = Math.FusedMultiplyAdd(slope, z, k * _series[k]);
        }
        return (Math.FusedMultiplyAdd(value, z, _series[0]), slope);
    }

    /// <summary>As <see cref="Evaluate(double)"/> for many z, whole lanes at a time; lengths are multiples of eight. Same bits.</summary>
    internal void EvaluateInto(ReadOnlySpan<double> z, Span<double> values, Span<double> slopes)
    {
        for (var i = 0; i < z.Length; i += Padding.Lanes)
        {
            var x = Vector512.Create(z[i..]);
            var value = Vector512.Create(_series[Terms]);
            var slope = Vector512.Create(Terms * _series[Terms]);
            for (var k = Terms - 1; k > 0; k--)
            {
                value = Vector512.FusedMultiplyAdd(value, x, Vector512.Create(_series[k]));
                slope = Vector512.FusedMultiplyAdd(slope, x, Vector512.Create(k * _series[k]));
            }
            Vector512.FusedMultiplyAdd(value, x, Vector512.Create(_series[0])).CopyTo(values[i..]);
            slope.CopyTo(slopes[i..]);
            for (var lane = i; lane < i + Padding.Lanes; lane++)
            {
                if (z[lane] > SeriesLimit) (values[lane], slopes[lane]) = Recurrence(z[lane]);
            }
        }
    }

    private double SeriesLimit => Dimension >= SeriesSufficesFrom ? 1 : 0.5;

    /// <summary>Carries F, G = 4c F' = ₂F₁(1/2, 1/2; c+1; z) and M = (1-z) G' from the base up to c = p/2.</summary>
    /// <remarks>
    /// F(c+1) = c ((c+1) F + (1-z) F')/(c+1/2)², G(c+1) = (c+1) (c G + M)/(c+1/2)², M(c+1) = (1-z) (c+1) (G(c) - G(c+1))/z:
    /// only the small term M is a difference.
    /// </remarks>
    private (double Value, double Slope) Recurrence(double z)
    {
        var c = Dimension % 2 == 1 ? 0.5 : 1;
        var (f, g, m) = Dimension % 2 == 1 ? Line(z) : Circle(z);
        for (; c < Dimension / 2.0; c++)
        {
            var norm = 1 / ((c + 0.5) * (c + 0.5));
            f = c * (((c + 1) * f) + ((1 - z) * g / (4 * c))) * norm;
            var next = (c + 1) * ((c * g) + m) * norm;
            (g, m) = (next, (1 - z) * (c + 1) * (g - next) / z);
        }
        return (f, g / (4 * c));
    }

    /// <summary>p = 1: F = √(1-z) + √z arcsin √z, G = arcsin(√z)/√z.</summary>
    private static (double F, double G, double M) Line(double z)
    {
        var (root, complement) = (Math.Sqrt(z), Math.Sqrt(1 - z));
        var g = Elementary.Acos(complement) / root;
        return (complement + (z * g), g, ((complement - ((1 - z) * g)) / (2 * z)));
    }

    /// <summary>p = 2: F = (2/π)(2E - (1-z)K), G = 4 B/π, B = (E - (1-z)K)/z, K and E complete elliptic integrals of parameter z.</summary>
    private static (double F, double G, double M) Circle(double z)
    {
        var complement = z == 1 ? 0 : (1 - z) * SpecialFunctions.EllipticK(z);
        var difference = SpecialFunctions.EllipticB(z);
        var m = 4 / (Math.PI * z) * ((complement / 2) - ((1 - z) * difference));
        return (2 / Math.PI * (complement + (2 * z * difference)), 4 / Math.PI * difference, m);
    }

    /// <summary>Γ(p/2)/Γ((p+1)/2), from p = 1 or 2 by its exact recursion.</summary>
    private static double GammaRatio(int p)
    {
        var ratio = p % 2 == 1 ? Math.Sqrt(Math.PI) : 2 / Math.Sqrt(Math.PI);
        for (var q = p % 2 == 1 ? 1 : 2; q < p; q += 2) ratio *= q / (q + 1.0);
        return ratio;
    }
}
