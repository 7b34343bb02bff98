using Pipelines.Model.QuenchingActivation.Integration;
using Pipelines.Model.QuenchingActivation.Kernels;

namespace Pipelines.Model.QuenchingActivation.Training;

/// <summary>dθ/dt = -grad R(θ), with the risk as its scalar; frozen layers have rate 0.</summary>
internal sealed class DescentField(TrainingProblem problem, int hiddenUnits, int threads) : IDescent
{
    public IRiskGradient Gradient { get; } = problem.Evaluator(hiddenUnits, threads);

    public int Length => hiddenUnits * (1 + Gradient.InputDimension);

    /// <summary>Number of leading weights that move.</summary>
    public int Moving => problem.Trained == TrainedLayers.Both ? Length : hiddenUnits;

    public double EvaluateInto(ReadOnlySpan<double> point, Span<double> rate)
    {
        var risk = Gradient.EvaluateInto(point, rate);
        foreach (ref var component in rate[..Moving]) component = -component;
        rate[Moving..].Clear();
        return risk;
    }

    public void WeightsInto(ReadOnlySpan<double> point, Span<double> weights) => point.CopyTo(weights);
}

/// <summary>A flow that goes downhill in a risk, in coordinates from which the weights of the network follow.</summary>
internal interface IDescent : IVectorField
{
    /// <summary>The risk, as a function of the weights.</summary>
    IRiskGradient Gradient { get; }

    /// <summary>Fills the weights (a, then the rows of B) that belong to a point of the flow.</summary>
    void WeightsInto(ReadOnlySpan<double> point, Span<double> weights);
}
