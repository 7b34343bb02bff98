
namespace Pipelines.Model.QuenchingActivation.Training;

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
    TwoLayerParameters Parameters)
{
    /// <summary>Root mean square of dR/da_j over the neurons.</summary>
    public double OuterSpeedPerNeuron => OuterGradientNorm / Math.Sqrt(Parameters.HiddenUnits);

    /// <summary>Root mean square of |dR/db_j| over the neurons.</summary>
    public double InnerSpeedPerNeuron => InnerGradientNorm / Math.Sqrt(Parameters.HiddenUnits);
}
