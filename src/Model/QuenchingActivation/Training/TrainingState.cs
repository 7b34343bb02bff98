
using Pipelines.Model.Numerics;

namespace Pipelines.Model.QuenchingActivation.Training;

/// <summary>Everything that evolves along a run: from it the run goes on bit for bit.</summary>
/// <param name="Step">Updates of the full gradient (epochs for minibatches) done; accepted integrator steps for the flow.</param>
/// <param name="HiddenUnits">m.</param>
/// <param name="Weights">The weights: a, then the rows of B. May hold values that are not finite once a run has diverged.</param>
/// <param name="Memory">What the optimiser remembers.</param>
/// <param name="InitialRisk">The objective at the start, against which divergence is judged.</param>
/// <param name="RecordsTaken">How many entries of the record schedule are done.</param>
/// <param name="GradientEvaluations">Gradients computed so far.</param>
public sealed record TrainingState(
    long Step, int HiddenUnits, DenseVector<double> Weights, OptimiserMemory Memory, double InitialRisk, int RecordsTaken, long GradientEvaluations)
{
    /// <summary>The weights in their shape.</summary>
    public TwoLayerParameters Parameters() => TwoLayerParameters.Unflatten(Weights.Span, HiddenUnits);
}
