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
