using System.ComponentModel;
using System.Diagnostics;
using Pipelines.Model.Numerics;
using Pipelines.Model.Numerics.Kernels;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.QuenchingActivation;

/// <summary>The law of the inner weights at the start.</summary>
[WrittenAs("InnerWeightLaw")]
public enum InnerWeightLaw
{
    /// <summary>b_j uniform on the unit sphere (the authors' code).</summary>
    [Description("uniform on the unit sphere (the authors' code)")]
    [WrittenAs("UnitSphere")]
    UnitSphere,

    /// <summary>b_j ~ N(0, I/d) (the paper's eq. 6, "Xavier").</summary>
    [Description("independent, of variance 1/d (the paper's eq. 6)")]
    [WrittenAs("Gaussian")]
    Gaussian,
}

/// <summary>Random weights at the start: b_j by a law, a_j ~ N(0, β²) with a fixed β or β = m^-γ (Ma, Wu, E 2020, eq. 6).</summary>
/// <remarks>
/// Neuron j is drawn from a stream of its own, so networks of different width share their first neurons.
/// <c>unit</c> of the authors' code is (UnitSphere, 0); <c>xavier</c> is (Gaussian, 0) or (Gaussian, m^-1/2).
/// </remarks>
public sealed record Initialisation(InnerWeightLaw InnerLaw, OuterWeightScale OuterScale)
{
    /// <summary>Rows on the unit sphere, outer weights zero.</summary>
    public static Initialisation Unit { get; } = new(InnerWeightLaw.UnitSphere, new OuterWeightScale.Fixed(0));

    /// <summary>Rows N(0, I/d), outer weights N(0, 1/m).</summary>
    public static Initialisation Xavier { get; } = new(InnerWeightLaw.Gaussian, new OuterWeightScale.PowerOfWidth(0.5));

    public TwoLayerParameters Draw(RandomKey key, int hiddenUnits, int inputDimension)
    {
        Require.Positive(hiddenUnits, nameof(hiddenUnits));
        Require.Positive(inputDimension, nameof(inputDimension));
        var innerArguments = (Key: key.Fork("inner weights"), inputDimension, InnerLaw);
        var inner = DenseMatrix<double>.Create(hiddenUnits, inputDimension, innerArguments, static (span, arg) =>
        {
            for (var j = 0; j * arg.inputDimension < span.Length; j++)
                DrawDirectionInto(arg.Key.Fork(j), arg.InnerLaw, span.Slice(j * arg.inputDimension, arg.inputDimension));
        });
        var beta = OuterScale.Value(hiddenUnits);
        var outer = DenseVector<double>.Create(hiddenUnits, (Key: key.Fork("outer weights"), beta), static (span, arg) =>
        {
            if (arg.beta == 0) return;
            Gaussian.FillInto(arg.Key, 0, span);
            foreach (ref var a in span) a *= arg.beta;
        });
        return new TwoLayerParameters(outer, inner);
    }

    /// <summary>m* target neurons with b* uniform on the unit sphere and a* = 1/m* (Ma, Wu, E 2020, section 3.3).</summary>
    public static TargetFunction.FiniteNeurons TargetNeurons(RandomKey key, int count, int inputDimension)
    {
        var neurons = Unit.Draw(key, count, inputDimension);
        var weights = DenseVector<double>.Create(count, count, static (span, count) => span.Fill(1.0 / count));
        return new TargetFunction.FiniteNeurons(new TwoLayerParameters(weights, neurons.InnerWeights));
    }

    private static void DrawDirectionInto(RandomKey key, InnerWeightLaw law, Span<double> direction)
    {
        Gaussian.FillInto(key, 0, direction);
        var scale = law == InnerWeightLaw.UnitSphere ? 1 / Math.Sqrt(RowKernels.Dot(direction, direction)) : 1 / Math.Sqrt(direction.Length);
        foreach (ref var b in direction) b *= scale;
    }
}

/// <summary>The standard deviation β of the outer weights at the start.</summary>
public abstract record OuterWeightScale
{
    private OuterWeightScale() { }

    /// <summary>β as given; 0 starts from the zero function.</summary>
    public sealed record Fixed(double StandardDeviation) : OuterWeightScale
    {
        public double StandardDeviation { get; init => field = Require.NonNegative(value, nameof(StandardDeviation)); }
            = Require.NonNegative(StandardDeviation, nameof(StandardDeviation));
    }

    /// <summary>β = m^-γ.</summary>
    public sealed record PowerOfWidth(double Exponent) : OuterWeightScale
    {
        public double Exponent { get; init => field = Require.NonNegative(value, nameof(Exponent)); }
            = Require.NonNegative(Exponent, nameof(Exponent));
    }

    /// <summary>β for a network of this width.</summary>
    public double Value(int hiddenUnits) => Match(
        @fixed: f => f.StandardDeviation,
        powerOfWidth: p => Elementary.Pow(hiddenUnits, -p.Exponent));

    public T Match<T>(Func<Fixed, T> @fixed, Func<PowerOfWidth, T> powerOfWidth)
    {
        ArgumentNullException.ThrowIfNull(@fixed);
        ArgumentNullException.ThrowIfNull(powerOfWidth);
        return this switch
        {
            Fixed f => @fixed(f),
            PowerOfWidth p => powerOfWidth(p),
            _ => throw new UnreachableException(),
        };
    }
}
