using Pipelines.Model.Numerics;
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.QuenchingActivation.Diagnostics;

/// <summary>μ_j, what neuron j contributes to the function: the root mean square of a_j σ(b_j·x), in units of that of a unit neuron.</summary>
/// <remarks>For relu |a_j||b_j|, which does not change when a weight is traded between the layers; else <see cref="Activation.Size"/>.</remarks>
public static class Magnitudes
{
    /// <summary>μ_j of every neuron.</summary>
    public static DenseVector<double> Of(TwoLayerParameters parameters, Activation? activation = null) =>
        Fill(parameters, activation, static (a, size) => Math.Abs(a) * size);

    /// <summary>The same with the sign of a_j.</summary>
    public static DenseVector<double> Signed(TwoLayerParameters parameters, Activation? activation = null) =>
        Fill(parameters, activation, static (a, size) => a * size);

    private static DenseVector<double> Fill(TwoLayerParameters parameters, Activation? activation, Func<double, double, double> combine)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var size = (activation ?? Activation.Default).Size;
        return DenseVector<double>.Create(parameters.HiddenUnits, (parameters, combine, size), static (span, arg) =>
        {
            for (var j = 0; j < span.Length; j++)
            {
                var row = arg.parameters.InnerWeights.Row(j);
                span[j] = arg.combine(arg.parameters.OuterWeights[j], arg.size(Math.Sqrt(RowKernels.Dot(row, row))));
            }
        });
    }
}

/// <summary>s Σ_j |a_j| |b_j|, for relu a bound on the network's Barron norm.</summary>
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
