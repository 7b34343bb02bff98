
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.QuenchingActivation;

/// <summary>f(x) = s Σ_j a_j σ(b_j·x), σ(t) = max(0, t).</summary>
public static class NetworkFunction
{
    public static double Evaluate(TwoLayerParameters parameters, OutputScaling scaling, ReadOnlySpan<double> input)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (input.Length != parameters.InputDimension)
            throw new ArgumentException($"An input of {input.Length} entries does not fit a network of {parameters.InputDimension}.", nameof(input));
        var sum = 0.0;
        for (var j = 0; j < parameters.HiddenUnits; j++)
            sum = Math.FusedMultiplyAdd(parameters.OuterWeights[j], Math.Max(0, RowKernels.Dot(parameters.InnerWeights.Row(j), input)), sum);
        return scaling.Factor(parameters.HiddenUnits) * sum;
    }

    internal static double Norm(ReadOnlySpan<double> x) => Math.Sqrt(RowKernels.Dot(x, x));
}
