namespace Pipelines.Model.MeanFieldHinge.Training;

/// <summary>What is measured of a training state.</summary>
/// <remarks>
/// Errors are fractions of examples by the sign of y F, F the output minus the initial one; ties (F = 0, all examples at step 0) count as wrong or as
/// half an error. Test figures are NaN without test examples. I and J refer to Pellegrini and Biroli 2020, arXiv 2006.11209, eq. 9 and SM eqs.
/// 21, 22.
/// </remarks>
/// <param name="Step">k.</param>
/// <param name="TrainingLoss">Mean hinge loss over all training examples, h/α² at step 0.</param>
/// <param name="TrainingErrorTiesWrong">Fraction with y F ≤ 0.</param>
/// <param name="TrainingErrorTiesHalf">Mean of (1 − sign(y F))/2.</param>
/// <param name="TestErrorTiesWrong">The same on the test examples.</param>
/// <param name="TestErrorTiesHalf">The same on the test examples.</param>
/// <param name="UnsatisfiedFraction">f^U: fraction of training examples with h − α y F &gt; 0.</param>
/// <param name="MeasuredClock">γ̂ = ln(Σ A_i(t) A_i(0) / Σ A_i(0)²), A = a + w∥; NaN where the argument is not positive.</param>
/// <param name="ParallelGradient">Mean over units of w*·g_i, the measured I.</param>
/// <param name="PerpendicularGradient">Root mean square over units of |g_i − (w*·g_i) w*|, the measured J/√N.</param>
/// <param name="WeightCorrelation">Correlation of a_i and w∥,i over units.</param>
/// <param name="MeanPerpendicularRatio">Mean over units of |w⊥,i| over its initial value; NaN for d = 1.</param>
/// <param name="MaximumPerpendicularRatio">Its largest value over units.</param>
public sealed record TrainingObservables(
    long Step,
    double TrainingLoss,
    double TrainingErrorTiesWrong,
    double TrainingErrorTiesHalf,
    double TestErrorTiesWrong,
    double TestErrorTiesHalf,
    double UnsatisfiedFraction,
    double MeasuredClock,
    double ParallelGradient,
    double PerpendicularGradient,
    double WeightCorrelation,
    double MeanPerpendicularRatio,
    double MaximumPerpendicularRatio);
