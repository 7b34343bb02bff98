using Pipelines.Model.Numerics;

namespace Pipelines.Model.QuenchingActivation.Integration;

/// <summary>Everything that evolves along a run of <see cref="RungeKuttaChebyshev"/>: from it the run goes on bit for bit.</summary>
/// <param name="Time">t.</param>
/// <param name="Point">y(t).</param>
/// <param name="Rate">F(y).</param>
/// <param name="Scalar">The field's scalar at y.</param>
/// <param name="StepSize">Size proposed for the next step; 0 before the first.</param>
/// <param name="SpectralRadius">Bound on ρ in use; 0 before the first estimate.</param>
/// <param name="StiffDirection">Where the next power iteration starts.</param>
/// <param name="StepsSinceRadius">Accepted steps since ρ was estimated.</param>
/// <param name="Evaluations">Evaluations of the field so far, those of the power iteration included.</param>
/// <param name="AcceptedSteps">Steps accepted so far.</param>
/// <param name="RejectedSteps">Steps rejected so far.</param>
public sealed record RungeKuttaChebyshevState(
    double Time, DenseVector<double> Point, DenseVector<double> Rate, double Scalar, double StepSize, double SpectralRadius,
    DenseVector<double> StiffDirection, int StepsSinceRadius, long Evaluations, long AcceptedSteps, long RejectedSteps);
