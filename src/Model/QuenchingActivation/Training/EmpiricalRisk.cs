using Pipelines.Model.QuenchingActivation.Data;

namespace Pipelines.Model.QuenchingActivation.Training;

/// <summary>Rn(a, B) = (1/n) Σ_i (f(x_i) - y_i)². No factor 1/2.</summary>
/// <remarks>
/// dRn/da = (2s/n) σ(XBᵀ)ᵀ e, dRn/db_j = (2s/n) a_j Σ_i e_i 1[b_j·x_i &gt; 0] x_i, e = f(X) - y; the derivative of σ at 0 is 0.
/// Cost: 4nmd operations, O(nm) memory. Determinism: same bits on any number of threads.
/// </remarks>
public sealed record EmpiricalRisk
{
    public EmpiricalRisk(LabelledSamples samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        Samples = samples;
    }

    public LabelledSamples Samples { get; }

    /// <summary>The mean squared error of a network on the samples.</summary>
    public double Value(TwoLayerParameters parameters, OutputScaling scaling, int threads = 1) =>
        Evaluator(parameters, scaling, threads).Risk(Flatten(parameters));

    /// <summary>The mean squared error and its gradient, in the shape of the network.</summary>
    public (double Risk, TwoLayerParameters Gradient) ValueAndGradient(TwoLayerParameters parameters, OutputScaling scaling, int threads = 1)
    {
        var evaluator = Evaluator(parameters, scaling, threads);
        var gradient = new double[parameters.Length];
        var risk = evaluator.EvaluateInto(Flatten(parameters), gradient);
        return (risk, TwoLayerParameters.Unflatten(gradient, parameters.HiddenUnits));
    }

    private EmpiricalEvaluator Evaluator(TwoLayerParameters parameters, OutputScaling scaling, int threads)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (parameters.InputDimension != Samples.InputDimension)
        {
            throw new ArgumentException(
                $"A network of {parameters.InputDimension} inputs does not fit samples of {Samples.InputDimension}.", nameof(parameters));
        }
        return new EmpiricalEvaluator(new SampleBlock(Samples, 0, Samples.Count), scaling, parameters.HiddenUnits, threads);
    }

    private static double[] Flatten(TwoLayerParameters parameters)
    {
        var weights = new double[parameters.Length];
        parameters.FlattenInto(weights);
        return weights;
    }
}
