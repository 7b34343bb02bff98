using Pipelines.Model.Numerics;
using Pipelines.Model.QuenchingActivation.Kernels;

namespace Pipelines.Model.QuenchingActivation.Population;

/// <summary>R(a, B) = E (f - f*)², in closed form: the risk with infinitely many samples. No factor 1/2.</summary>
/// <remarks>
/// R = C (s² a·Ka - 2s a·y + const), K_ij = k(b_i, b_j), y_i = E[σ(b_i·x) f*(x)] (Ma, Wu, E 2020, eqs. 10-12).
/// dR/da = 2C (s² Ka - s y); dR/db_i = 2C a_i (s² Σ_j a_j dk(b_i, b_j)/db_i - s dy/db_i).
/// Late risks of order 1e-12 are rounding: a difference of numbers of order 1.
/// Cost: O(m²d + m m* d) time, O(m² + md) memory. Determinism: same bits on any number of threads.
/// </remarks>
public sealed record PopulationRisk
{
    public PopulationRisk(TargetFunction target, int inputDimension, KernelNormalisation normalisation = KernelNormalisation.Unnormalised)
    {
        ArgumentNullException.ThrowIfNull(target);
        target.RequireFits(inputDimension);
        normalisation.Constant(inputDimension);
        (Target, InputDimension, Normalisation) = (target, inputDimension, normalisation);
    }

    public TargetFunction Target { get; }

    public int InputDimension { get; }

    public KernelNormalisation Normalisation { get; }

    /// <summary>The risk of a network.</summary>
    public double Value(TwoLayerParameters parameters, OutputScaling scaling, int threads = 1)
    {
        var weights = Flatten(parameters);
        return new PopulationEvaluator(this, scaling, parameters.HiddenUnits, threads).Risk(weights);
    }

    /// <summary>The risk of a network and its full gradient, in the shape of the network.</summary>
    public (double Risk, TwoLayerParameters Gradient) ValueAndGradient(TwoLayerParameters parameters, OutputScaling scaling, int threads = 1)
    {
        var weights = Flatten(parameters);
        var gradient = new double[weights.Length];
        var risk = new PopulationEvaluator(this, scaling, parameters.HiddenUnits, threads).EvaluateInto(weights, gradient);
        return (risk, TwoLayerParameters.Unflatten(gradient, parameters.HiddenUnits));
    }

    /// <summary>y_i = E[σ(b_i·x) f*(x)]/C of every neuron.</summary>
    public DenseVector<double> TargetOverlap(DenseMatrix<double> innerWeights)
    {
        var neurons = Load(innerWeights);
        var overlaps = new double[neurons.Rows];
        TargetOverlaps.Of(Target, neurons).EvaluateInto(overlaps, [], withGradients: false, threads: 1);
        return DenseVector<double>.Copy(overlaps.AsSpan(0, neurons.Count));
    }

    /// <summary>E f*²/C: the risk of the network that is zero everywhere.</summary>
    public double TargetSecondMoment() => TargetOverlaps.Of(Target, new PaddedNeurons(1, InputDimension)).Constant;

    internal void RequireFits(TwoLayerParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (parameters.InputDimension != InputDimension)
        {
            throw new ArgumentException(
                $"A network of {parameters.InputDimension} inputs does not fit a risk over {InputDimension}.", nameof(parameters));
        }
    }

    private double[] Flatten(TwoLayerParameters parameters)
    {
        RequireFits(parameters);
        var weights = new double[parameters.Length];
        parameters.FlattenInto(weights);
        return weights;
    }

    private PaddedNeurons Load(DenseMatrix<double> innerWeights)
    {
        var parameters = new TwoLayerParameters(DenseVector<double>.Zeros(innerWeights.Rows), innerWeights);
        RequireFits(parameters);
        var neurons = new PaddedNeurons(innerWeights.Rows, innerWeights.Columns);
        neurons.Load(parameters.OuterWeights.Span, innerWeights.Span);
        return neurons;
    }
}
