using Pipelines.Model.Numerics;
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.QuenchingActivation.Diagnostics;

/// <summary>μ_j = |a_j||b_j|, what neuron j contributes to the function; it does not change when a weight is traded between the layers.</summary>
public static class Magnitudes
{
    /// <summary>μ_j of every neuron.</summary>
    public static DenseVector<double> Of(TwoLayerParameters parameters) => Fill(parameters, static (a, norm) => Math.Abs(a) * norm);

    /// <summary>a_j |b_j| of every neuron.</summary>
    public static DenseVector<double> Signed(TwoLayerParameters parameters) => Fill(parameters, static (a, norm) => a * norm);

    private static DenseVector<double> Fill(TwoLayerParameters parameters, Func<double, double, double> combine)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return DenseVector<double>.Create(parameters.HiddenUnits, (parameters, combine), static (span, arg) =>
        {
            for (var j = 0; j < span.Length; j++)
            {
                var row = arg.parameters.InnerWeights.Row(j);
                span[j] = arg.combine(arg.parameters.OuterWeights[j], Math.Sqrt(RowKernels.Dot(row, row)));
            }
        });
    }
}

/// <summary>s Σ_j |a_j| |b_j|, a bound on the network's Barron norm.</summary>
public static class PathNorm
{
    /// <summary>With |b_j| the sum of absolute values (Ma, Wu, E 2020, eq. 16).</summary>
    public static double L1(TwoLayerParameters parameters, OutputScaling scaling)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var sum = 0.0;
        for (var j = 0; j < parameters.HiddenUnits; j++)
        {
            var norm = 0.0;
            foreach (var b in parameters.InnerWeights.Row(j)) norm += Math.Abs(b);
            sum = Math.FusedMultiplyAdd(Math.Abs(parameters.OuterWeights[j]), norm, sum);
        }
        return scaling.Factor(parameters.HiddenUnits) * sum;
    }

    /// <summary>With |b_j| the Euclidean norm (the authors' code, and their figures).</summary>
    public static double L2(TwoLayerParameters parameters, OutputScaling scaling)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var magnitudes = Magnitudes.Of(parameters).Span;
        var sum = 0.0;
        foreach (var magnitude in magnitudes) sum += magnitude;
        return scaling.Factor(parameters.HiddenUnits) * sum;
    }
}
