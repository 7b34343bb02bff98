namespace Pipelines.Model.QuenchingActivation.Diagnostics;

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
