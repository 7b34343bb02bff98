using System.ComponentModel;
using Pipelines.Model.Numerics;
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.QuenchingActivation;

/// <summary>The weights of a two-layer network: a (m) and B (m × d, one row per neuron).</summary>
/// <remarks>Finite, and of one width. Rows of zeros are legal: such a relu neuron is dead and stays so. Compared by content.</remarks>
public sealed record TwoLayerParameters
{
    public TwoLayerParameters(DenseVector<double> outerWeights, DenseMatrix<double> innerWeights)
    {
        ArgumentNullException.ThrowIfNull(outerWeights);
        ArgumentNullException.ThrowIfNull(innerWeights);
        if (innerWeights.Rows < 1 || innerWeights.Columns < 1)
        {
            throw new ArgumentException(
                $"A network needs at least one neuron and one input; the inner weights are {innerWeights.Rows} x {innerWeights.Columns}.",
                nameof(innerWeights));
        }
        if (outerWeights.Length != innerWeights.Rows)
        {
            throw new ArgumentException(
                $"{outerWeights.Length} outer weights do not fit {innerWeights.Rows} rows of inner weights.", nameof(outerWeights));
        }
        RequireFinite(outerWeights.Span, "outer", nameof(outerWeights));
        RequireFinite(innerWeights.Span, "inner", nameof(innerWeights));
        (OuterWeights, InnerWeights) = (outerWeights, innerWeights);
    }

    /// <summary>a, length m.</summary>
    public DenseVector<double> OuterWeights { get; }

    /// <summary>B, m × d.</summary>
    public DenseMatrix<double> InnerWeights { get; }

    public int HiddenUnits => InnerWeights.Rows;

    public int InputDimension => InnerWeights.Columns;

    /// <summary>Number of weights, m (1 + d).</summary>
    internal int Length => checked(HiddenUnits * (1 + InputDimension));

    /// <summary>The weights as the integrators hold them: a, then the rows of B.</summary>
    internal void FlattenInto(Span<double> flat)
    {
        OuterWeights.Span.CopyTo(flat);
        InnerWeights.Span.CopyTo(flat[HiddenUnits..]);
    }

    internal static TwoLayerParameters Unflatten(ReadOnlySpan<double> flat, int hiddenUnits) => new(
        DenseVector<double>.Copy(flat[..hiddenUnits]),
        DenseMatrix<double>.Copy(hiddenUnits, (flat.Length / hiddenUnits) - 1, flat[hiddenUnits..]));

    private static void RequireFinite(ReadOnlySpan<double> values, string layer, string name)
    {
        for (var k = 0; k < values.Length; k++)
        {
            if (double.IsFinite(values[k])) continue;
            throw new ArgumentException($"The {layer} weights hold a value that is not finite at position {k}.", name);
        }
    }
}

/// <summary>f(x) = s Σ_j a_j σ(b_j·x).</summary>
public static class NetworkFunction
{
    /// <param name="parameters">a and B.</param>
    /// <param name="scaling">s.</param>
    /// <param name="input">x.</param>
    /// <param name="activation">σ; absent: relu.</param>
    public static double Evaluate(TwoLayerParameters parameters, OutputScaling scaling, ReadOnlySpan<double> input, Activation? activation = null) =>
        Evaluate(parameters, scaling, input, (activation ?? Activation.Default).Value);

    internal static double Evaluate(TwoLayerParameters parameters, OutputScaling scaling, ReadOnlySpan<double> input, Func<double, double> activation)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (input.Length != parameters.InputDimension)
            throw new ArgumentException($"An input of {input.Length} entries does not fit a network of {parameters.InputDimension}.", nameof(input));
        var sum = 0.0;
        for (var j = 0; j < parameters.HiddenUnits; j++)
            sum = Math.FusedMultiplyAdd(parameters.OuterWeights[j], activation(RowKernels.Dot(parameters.InnerWeights.Row(j), input)), sum);
        return scaling.Factor(parameters.HiddenUnits) * sum;
    }

    internal static double Norm(ReadOnlySpan<double> x) => Math.Sqrt(RowKernels.Dot(x, x));
}

/// <summary>The factor s in front of the network f(x) = s Σ_j a_j σ(b_j·x) (Ma, Wu, E 2020, section 6).</summary>
[WrittenAs("OutputScaling")]
public enum OutputScaling
{
    /// <summary>s = 1.</summary>
    [Description("factor 1")]
    [WrittenAs("Conventional")]
    Conventional,

    /// <summary>s = 1/m.</summary>
    [Description("factor 1/m")]
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
