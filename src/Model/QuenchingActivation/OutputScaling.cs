using Pipelines.Model.Numerics;

namespace Pipelines.Model.QuenchingActivation;

/// <summary>The factor s in front of the network f(x) = s Σ_j a_j σ(b_j·x) (Ma, Wu, E 2020, section 6).</summary>
[WrittenAs("OutputScaling")]
public enum OutputScaling
{
    /// <summary>s = 1.</summary>
    [WrittenAs("Conventional")]
    Conventional,

    /// <summary>s = 1/m.</summary>
    [WrittenAs("MeanField")]
    MeanField,
}

public static class OutputScalings
{
    /// <summary>The factor s for <paramref name="hiddenUnits"/> neurons.</summary>
    public static double Factor(this OutputScaling scaling, int hiddenUnits) => scaling switch
    {
        OutputScaling.Conventional => 1,
        OutputScaling.MeanField => 1.0 / hiddenUnits,
        _ => throw new ArgumentOutOfRangeException(nameof(scaling), scaling, "scaling must be conventional or mean-field."),
    };

    /// <summary>The conventional network with the same function as this mean-field one: all weights divided by √m.</summary>
    /// <remarks>
    /// The map is exact along training: mean-field descent with learning rate η and conventional descent with η/m from the mapped weights
    /// stay mapped at every step; under the flow a_MF(t) = √m a(t/m), b_MF(t) = √m b(t/m).
    /// </remarks>
    public static TwoLayerParameters MeanFieldToConventional(TwoLayerParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return Scaled(parameters, 1 / Math.Sqrt(parameters.HiddenUnits));
    }

    /// <summary>The mean-field network with the same function as this conventional one: all weights multiplied by √m.</summary>
    public static TwoLayerParameters ConventionalToMeanField(TwoLayerParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return Scaled(parameters, Math.Sqrt(parameters.HiddenUnits));
    }

    private static TwoLayerParameters Scaled(TwoLayerParameters parameters, double factor) => new(
        DenseVector<double>.Create(parameters.HiddenUnits, (parameters, factor), static (span, arg) =>
        {
            for (var j = 0; j < span.Length; j++) span[j] = arg.factor * arg.parameters.OuterWeights[j];
        }),
        DenseMatrix<double>.Create(parameters.HiddenUnits, parameters.InputDimension, (parameters, factor), static (span, arg) =>
        {
            var inner = arg.parameters.InnerWeights.Span;
            for (var k = 0; k < span.Length; k++) span[k] = arg.factor * inner[k];
        }));
}
