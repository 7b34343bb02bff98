namespace Pipelines.Model.MeanFieldHinge.Training.Kernels;

/// <summary>How far a step moved the parameters and how large they are now: upper bounds that include the rounding of their own sums.</summary>
/// <param name="IsFinite">False when a parameter is not finite.</param>
/// <param name="Outer">‖Δa‖.</param>
/// <param name="Parallel">‖p‖ of a splitting ΔW = p w*ᵀ + rest.</param>
/// <param name="Across">Operator norm of that rest.</param>
/// <param name="OuterNorm">‖a‖ after the step.</param>
/// <param name="InnerNorm">Frobenius norm of W after the step.</param>
internal readonly record struct HingeWeightChange(
    bool IsFinite, double Outer, double Parallel, double Across, double OuterNorm, double InnerNorm);
