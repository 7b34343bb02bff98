using Pipelines.Model.Numerics;
using Pipelines.Model.Numerics.Kernels;
using Pipelines.Model.QuenchingActivation.Data;
using Pipelines.Model.QuenchingActivation.Kernels;
using Pipelines.Model.QuenchingActivation.Population;

namespace Pipelines.Model.QuenchingActivation.RandomFeatures;

/// <summary>The random feature model (inner weights frozen) trained from a = 0, solved in closed form by its spectrum.</summary>
/// <remarks>
/// The risk is the quadratic form const - 2 h·a + a·Ha, H = V diag(w) Vᵀ: population H = C s² K, h = C s y; empirical H = (s²/n) ΦᵀΦ, h = (s/n) Φᵀy.
/// After k steps of descent with rate η, a_k = V diag((1 - (1 - 2ηw)^k)/w) Vᵀh; under the flow e^(-2wt) stands for (1 - 2ηw)^k;
/// both end in the solution of least norm (Ma, Wu, E 2020, eq. 14). Singular values below 1e-12 of the largest count as zero.
/// The empirical spectrum comes from the singular values of Φ itself, not from ΦᵀΦ. Cost: O(r² l) a sweep, r and l the shorter and longer side.
/// </remarks>
public sealed class RandomFeatureModel
{
    // Row i of the modes belongs to eigenvalue i and projection v_i·h.
    private readonly DenseMatrix<double> _modes;
    private readonly DenseVector<double> _projections;

    internal RandomFeatureModel(
        DenseMatrix<double> modes, DenseVector<double> eigenvalues, DenseVector<double> projections, double zeroRisk, double leastRisk)
    {
        (_modes, Eigenvalues, _projections) = (modes, eigenvalues, projections);
        (ZeroRisk, LeastRisk) = (zeroRisk, leastRisk);
    }

    /// <summary>Eigenvalues of H that count, decreasing. Descent is stable for η &lt; 1/Eigenvalues[0].</summary>
    public DenseVector<double> Eigenvalues { get; }

    /// <summary>The risk of a = 0.</summary>
    public double ZeroRisk { get; }

    /// <summary>The risk of the minimiser.</summary>
    public double LeastRisk { get; }

    /// <summary>m.</summary>
    public int HiddenUnits => _modes.Columns;

    /// <summary>What <see cref="OfPopulation(PopulationRisk, DenseMatrix{double}, OutputScaling)"/> rotates, which is nearly all of its
    /// work.</summary>
    public static RowRotation BeginPopulation(DenseMatrix<double> features, Activation? activation = null) =>
        new(GramMatrix.Of(features, activation), features.Rows);

    /// <summary>What <see cref="OfSamples(LabelledSamples, DenseMatrix{double}, OutputScaling, Activation)"/> rotates, which is nearly all of its
    /// work.</summary>
    /// <exception cref="ArgumentException">Features and samples have different input dimensions.</exception>
    public static RowRotation BeginSamples(LabelledSamples samples, DenseMatrix<double> features, Activation? activation = null)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(features);
        if (features.Columns != samples.InputDimension)
            throw new ArgumentException($"Features of {features.Columns} inputs do not fit samples of {samples.InputDimension}.", nameof(features));
        return FeatureSpectrum.Begin(samples, features, (activation ?? Activation.Default).Value);
    }

    /// <summary>The model trained on the population risk.</summary>
    public static RandomFeatureModel OfPopulation(PopulationRisk risk, DenseMatrix<double> features, OutputScaling scaling) =>
        OfPopulation(risk, features, scaling, BeginPopulation(features, risk?.Activation).Finish());

    /// <summary>The model trained on the population risk.</summary>
    /// <param name="risk">The risk.</param>
    /// <param name="features">Inner weights, m × d.</param>
    /// <param name="scaling">The output's.</param>
    /// <param name="rotation">The end of <see cref="BeginPopulation"/>.</param>
    public static RandomFeatureModel OfPopulation(PopulationRisk risk, DenseMatrix<double> features, OutputScaling scaling, RowRotation rotation)
    {
        ArgumentNullException.ThrowIfNull(risk);
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(rotation);
        var overlaps = risk.TargetOverlap(features);
        var (constant, factor) = (risk.Constant, scaling.Factor(features.Rows));
        // The kernel matrix is symmetric and positive: its rows end along its eigenvectors, as long as its eigenvalues.
        var lengths = OrthogonalRows.Lengths(rotation.Rows, rotation.Length);
        var rank = OrthogonalRows.Rank(lengths);
        var modes = OrthogonalRows.Directions(rotation.Rows, lengths[..rank], rotation.Length);
        var projections = new double[rank];
        for (var i = 0; i < rank; i++) projections[i] = constant * factor * RowKernels.Dot(modes.Row(i), overlaps.Span);
        var eigenvalues = lengths[..rank].Select(w => constant * factor * factor * w).ToArray();
        var zeroRisk = constant * risk.TargetSecondMoment();
        var explained = 0.0;
        for (var i = 0; i < rank; i++) explained += projections[i] * projections[i] / eigenvalues[i];
        return new(modes, DenseVector<double>.Copy(eigenvalues), DenseVector<double>.Copy(projections), zeroRisk, zeroRisk - explained);
    }

    /// <summary>The model trained on a finite sample.</summary>
    public static RandomFeatureModel OfSamples(
        LabelledSamples samples, DenseMatrix<double> features, OutputScaling scaling, Activation? activation = null) =>
        OfSamples(samples, features, scaling, BeginSamples(samples, features, activation).Finish());

    /// <summary>The model trained on a finite sample.</summary>
    /// <param name="samples">The sample.</param>
    /// <param name="features">Inner weights, m × d.</param>
    /// <param name="scaling">The output's.</param>
    /// <param name="rotation">The end of <see cref="BeginSamples"/>.</param>
    public static RandomFeatureModel OfSamples(LabelledSamples samples, DenseMatrix<double> features, OutputScaling scaling, RowRotation rotation)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(rotation);
        return FeatureSpectrum.Of(samples, rotation).ToModel(samples, scaling.Factor(features.Rows));
    }

    /// <summary>a after <paramref name="steps"/> steps of gradient descent.</summary>
    public DenseVector<double> AfterSteps(long steps, double learningRate)
    {
        Require.NonNegative(steps, nameof(steps));
        Require.Positive(learningRate, nameof(learningRate));
        return Combine(i => Filter(DescentExponent(i, steps, learningRate), Eigenvalues[i], IsAlternating(i, steps, learningRate)));
    }

    /// <summary>The training risk after <paramref name="steps"/> steps of gradient descent.</summary>
    public double RiskAfterSteps(long steps, double learningRate) => RiskOf(i => 2 * DescentExponent(i, steps, learningRate));

    /// <summary>a of the gradient flow at a time.</summary>
    public DenseVector<double> AtTime(double time)
    {
        Require.NonNegative(time, nameof(time));
        return Combine(i => Filter(-2 * Eigenvalues[i] * time, Eigenvalues[i], isAlternating: false));
    }

    /// <summary>The training risk of the gradient flow at a time.</summary>
    public double RiskAtTime(double time) => RiskOf(i => -4 * Eigenvalues[i] * time);

    /// <summary>The minimiser of least norm, where both end.</summary>
    public DenseVector<double> Minimiser() => Combine(i => 1 / Eigenvalues[i]);

    /// <summary>The minimiser of risk + ridge |a|²: (H + ridge I) a = h.</summary>
    public DenseVector<double> RidgeMinimiser(double ridge)
    {
        Require.NonNegative(ridge, nameof(ridge));
        return Combine(i => 1 / (Eigenvalues[i] + ridge));
    }

    /// <summary>The best moment to stop the gradient flow: where the test risk is least among the given times.</summary>
    /// <param name="test">The test risk of the same features.</param>
    /// <param name="times">Times to try, at least one.</param>
    public (double Time, double TestRisk) BestStopping(FrozenFeatureRisk test, ReadOnlySpan<double> times)
    {
        ArgumentNullException.ThrowIfNull(test);
        if (times.IsEmpty) throw new ArgumentException("At least one time is needed.", nameof(times));
        var best = (Time: double.NaN, TestRisk: double.PositiveInfinity);
        foreach (var time in times)
        {
            var risk = test.Value(AtTime(time));
            if (risk < best.TestRisk) best = (time, risk);
        }
        return best;
    }

    /// <summary>k ln|1 - 2ηw|.</summary>
    private double DescentExponent(int i, long steps, double learningRate)
    {
        var x = 2 * learningRate * Eigenvalues[i];
        return steps == 0 ? 0 : x < 1 ? steps * Elementary.Log1p(-x) : x == 1 ? double.NegativeInfinity : steps * Elementary.Log(x - 1);
    }

    private bool IsAlternating(int i, long steps, double learningRate) => steps % 2 == 1 && 2 * learningRate * Eigenvalues[i] > 1;

    /// <summary>(1 - e^exponent)/w, or (1 + e^exponent)/w where (1 - 2ηw)^k is negative.</summary>
    private static double Filter(double exponent, double eigenvalue, bool isAlternating) =>
        (isAlternating ? 1 + Elementary.Exp(exponent) : -Elementary.Expm1(exponent)) / eigenvalue;

    private double RiskOf(Func<int, double> exponent)
    {
        var risk = LeastRisk;
        for (var i = 0; i < Eigenvalues.Length; i++)
            risk += _projections[i] * _projections[i] / Eigenvalues[i] * Elementary.Exp(exponent(i));
        return risk;
    }

    private DenseVector<double> Combine(Func<int, double> filter) =>
        DenseVector<double>.Create(HiddenUnits, (this, filter), static (span, arg) =>
        {
            var (model, filter) = arg;
            for (var i = 0; i < model.Eigenvalues.Length; i++)
                RowKernels.AddInto(model._modes.Row(i), filter(i) * model._projections[i], span);
        });
}
