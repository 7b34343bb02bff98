using Pipelines.Model.Numerics;

namespace Pipelines.Model.GaussianMixture;

/// <summary>What is recorded of a run at one step, by theory and simulation alike.</summary>
/// <param name="Magnetization">m = w·v*/d; |m| where the centres span several directions.</param>
/// <param name="SquaredNorm">C(t, t) = |w|²/d.</param>
/// <param name="GeneralisationError">Probability of misclassifying a fresh sample (eqs. 24, 25).</param>
/// <param name="TrainingLoss">(1/d) Σ_μ l(y_μ φ(r_μ)) over all samples, masked or not, without the ridge term (eq. 21).</param>
/// <param name="TrainingAccuracy">Fraction of all samples with y φ(r) &gt; 0 (eq. 22).</param>
public sealed record MixtureObservables(
    double Magnetization, double SquaredNorm, double GeneralisationError, double TrainingLoss, double TrainingAccuracy)
{
    /// <summary>m_a = w·v_a/d of every direction, where there are several; null for one.</summary>
    public DenseVector<double>? Overlaps { get; init; }

    /// <summary>m as one number: itself in one direction, its length in several.</summary>
    internal static double Size(ReadOnlySpan<double> overlaps) => overlaps.Length == 1 ? overlaps[0] : Math.Sqrt(Product(overlaps, overlaps));

    /// <summary>Σ_a one_a other_a over the directions.</summary>
    internal static double Product(ReadOnlySpan<double> one, ReadOnlySpan<double> other)
    {
        var sum = 0.0;
        for (var a = 0; a < one.Length; a++) sum += one[a] * other[a];
        return sum;
    }

    /// <summary>Names the first value that is not finite; null when all are.</summary>
    public string? FirstNonFinite() =>
        !double.IsFinite(Magnetization) ? "the magnetization is not finite"
        : !double.IsFinite(SquaredNorm) ? "the squared norm of the weights is not finite"
        : !double.IsFinite(TrainingLoss) ? "the training loss is not finite"
        : !double.IsFinite(GeneralisationError) ? "the generalisation error is not finite"
        : null;
}

/// <summary>A mean over independent replicates with its standard error; the error of an exact value is 0, that of a single replicate NaN.</summary>
public readonly record struct Estimate(double Mean, double StandardError)
{
    public static Estimate Exact(double value) => new(value, 0);

    /// <summary>Mean and standard error of the mean of independent values, at least one.</summary>
    public static Estimate Of(ReadOnlySpan<double> values)
    {
        var (mean, error) = SampleStatistics.MeanWithError(values);
        return new(mean, error);
    }
}
