using System.Collections.Immutable;
using Pipelines.Model.Numerics;
using Pipelines.Model.Runs;

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

/// <summary>What is kept of a run at one moment; everything else follows from the weights.</summary>
/// <param name="Step">Steps done; for the flow, time divided by the learning rate.</param>
/// <param name="Time">Step × learning rate.</param>
/// <param name="Risk">The objective at the weights, over all samples.</param>
/// <param name="OuterGradientNorm">‖dR/da‖, the speed of the outer weights.</param>
/// <param name="InnerGradientNorm">‖dR/dB‖ (Frobenius), the speed of the inner weights, of the full gradient even where they are frozen.</param>
/// <param name="GradientEvaluations">Gradients computed so far.</param>
/// <param name="Parameters">The weights.</param>
public sealed record TrainingSample(
    double Step, double Time, double Risk, double OuterGradientNorm, double InnerGradientNorm, long GradientEvaluations,
    TwoLayerParameters Parameters);

/// <summary>What a slice of a run leaves.</summary>
/// <param name="State">Where the run goes on.</param>
/// <param name="Samples">Samples of the recorded steps that the slice passed; a run that converged ends with one of its last weights.</param>
/// <param name="Ending">Null when the run is not over; diverged names the step and the cause.</param>
public sealed record TrainingSlice(TrainingState State, ImmutableArray<TrainingSample> Samples, Termination? Ending);
