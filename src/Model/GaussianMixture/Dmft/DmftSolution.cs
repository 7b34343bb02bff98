using System.Collections.Immutable;
using Pipelines.Model.Numerics;
using Pipelines.Model.Runs;

namespace Pipelines.Model.GaussianMixture.Dmft;

/// <summary>The solved theory: one point a step, the two-time kernels, and how it ended.</summary>
/// <remarks>
/// Where steps overshoot, what sampling gets wrong is amplified from step to step; once it is no longer small, the mean of the replicates is not the
/// solution, however many they are, and their error is too small. So a solution whose replicates part ends there: see <see cref="Parting"/>.
/// </remarks>
/// <param name="Points">Steps 0..T, or up to the last step that every replicate reached when one diverged, or at which they had not parted.</param>
/// <param name="Kernels">Two-time quantities of the steps that every replicate reached.</param>
/// <param name="Ending">The worst ending of the replicates: diverged, in a replicate or from each other, before out of sweeps before the end.</param>
public sealed record DmftSolution(ImmutableArray<DmftPoint> Points, DmftKernels Kernels, Termination Ending)
{
    /// <summary>Quantities of a record that have a mean and a standard error.</summary>
    private const int Estimates = 8;

    internal static DmftSolution Combine(DmftPlan plan, FinishedSolutions finished, Termination ending)
    {
        var (replicates, halves, exact) = (finished.Replicates, finished.Halves, plan.IsExact);
        var checks = plan.EndsWhereSolutionsPart && ending is not Termination.Diverged;
        var steps = replicates.Concat(halves).Min(r => r.Steps);
        var points = ImmutableArray.CreateBuilder<DmftPoint>(steps);
        for (var k = 0; k < steps; k++)
        {
            var full = EstimatesAt(replicates, k, exact);
            var half = exact ? full : halves.IsEmpty ? null : EstimatesAt(halves, k, exact);
            if (checks && Parting.Of(full, half, replicates.Length, plan.Nodes, plan.Samples) is { } parting)
            {
                ending = new Termination.Diverged(k, parting.Sentence);
                break;
            }
            points.Add(new(
                k, plan.Problem.Descent.LearningRate * k, full[0], full[1], full[2], full[3], full[4], full[5], full[6], full[7],
                half is null ? null : Compare(full, half, (a, b) => Math.Abs(a.Mean - b.Mean)))
            {
                BiasError = half is null
                    ? null
                    : Compare(full, half, (a, b) => Math.Sqrt((a.StandardError * a.StandardError) + (b.StandardError * b.StandardError))),
                Compression = CompressionAt(replicates, k),
                Directions = DirectionsAt(replicates, k, exact),
            });
        }
        return new(points.ToImmutable(), new DmftKernels(replicates, exact), ending);
    }

    private static Estimate[] EstimatesAt(ImmutableArray<SolutionRecord> replicates, int k, bool exact)
    {
        var estimates = new Estimate[Estimates];
        for (var q = 0; q < estimates.Length; q++) estimates[q] = EstimateAt(replicates, k, q, exact);
        return estimates;
    }

    private static Estimate EstimateAt(ImmutableArray<SolutionRecord> replicates, int k, int quantity, bool exact) => exact
        ? Estimate.Exact(replicates[0].Point(k)[quantity])
        : Estimate.Of([.. replicates.Select(r => r.Point(k)[quantity])]);

    private static DmftDirections? DirectionsAt(ImmutableArray<SolutionRecord> replicates, int k, bool exact)
    {
        var directions = replicates[0].Directions;
        if (directions == 1) return null;
        Estimate[] From(int first) => [.. Enumerable.Range(first, directions).Select(q => EstimateAt(replicates, k, q, exact))];
        var (overlaps, drifts) = (From(SolutionRecord.Quantities), From(SolutionRecord.Quantities + directions));
        return new(
            DenseVector<double>.Copy([.. overlaps.Select(m => m.Mean)]), DenseVector<double>.Copy([.. overlaps.Select(m => m.StandardError)]),
            DenseVector<double>.Copy([.. drifts.Select(m => m.Mean)]), DenseVector<double>.Copy([.. drifts.Select(m => m.StandardError)]));
    }

    private static Compression? CompressionAt(ImmutableArray<SolutionRecord> replicates, int k)
    {
        double Worst(int quantity) => replicates.Max(r => r.Point(k)[Estimates + quantity]);
        return double.IsNaN(Worst(0)) ? null : new(Worst(0), Worst(1), Worst(2));
    }

    private static MixtureObservables Compare(Estimate[] full, Estimate[] half, Func<Estimate, Estimate, double> of)
    {
        double Of(int quantity) => of(full[quantity], half[quantity]);
        return new(Of(0), Of(1), Of(2), Of(3), Of(4));
    }
}

/// <summary>Independent solutions that are too far from each other for the error of their mean to hold.</summary>
/// <remarks>
/// The spread σ is the larger of that of C(t, t) over itself and that of m over √C(t, t), pooled over whole solutions and those of half the samples.
/// A mean over B solutions is off by what σ² brings, its error is σ/√B: so σ √B is bounded. At the bound of 0.2 the means of 60 random problems that
/// overshoot (η times curvature up to 60; m, C and loss of all steps) agreed with exact tangents down to probabilities of 8e-5 by Student's t;
/// without a bound they went down to 4e-9. Transitions of doors, whose crossing time jitters, reach 0.1 at 16,384 samples.
/// Few samples spread by themselves, by about 1/√S, and their errors hold: solutions have parted only where steps have made that larger.
/// The two bounds are one from S = 225 B on.
/// </remarks>
/// <param name="Spread">σ.</param>
internal readonly record struct Parting(double Spread)
{
    private const double Limit = 0.2;

    /// <summary>Smallest σ √S that tells errors which grew from those of few samples; of S independent numbers it is about 1.</summary>
    private const double Growth = 3;

    public string Sentence => FormattableString.Invariant(
        $"independent solutions differ by {Spread:p0} of C(t, t), too much for their error bars to hold")
        + ": sampling errors grow from step to step where the learning rate times the curvature is large."
        + " Fewer steps, a smaller learning rate, more samples, or exact tangents for those of probes help";

    /// <summary>Null where the error holds, or nothing is known of it because there is one solution.</summary>
    /// <param name="full">m, C(t, t) and the rest of whole solutions.</param>
    /// <param name="half">Of half the samples; null where there are none.</param>
    /// <param name="replicates">B.</param>
    /// <param name="nodes">Starts that a solution is a mean of, each with its own random numbers: it spreads less than one of them by the
    /// root.</param>
    /// <param name="samples">S.</param>
    public static Parting? Of(ReadOnlySpan<Estimate> full, ReadOnlySpan<Estimate> half, int replicates, int nodes, int samples)
    {
        var norm = full[1].Mean;
        double Square(double error) => error * error * replicates * nodes;
        var magnetization = Square(full[0].StandardError) / norm;
        var correlation = Square(full[1].StandardError) / (norm * norm);
        if (!half.IsEmpty)
        {
            // Half the samples have twice the variance.
            magnetization = (magnetization + (Square(half[0].StandardError) / norm / 2)) / 2;
            correlation = (correlation + (Square(half[1].StandardError) / (norm * norm) / 2)) / 2;
        }
        var spread = Math.Sqrt(Math.Max(magnetization, correlation));
        return spread * Math.Sqrt(replicates) > Limit && spread * Math.Sqrt(samples) > Growth ? new(spread) : null;
    }
}

/// <summary>The theory at one step, each quantity with its standard error over replicates.</summary>
/// <param name="Step">k.</param>
/// <param name="Time">t = η k.</param>
/// <param name="Magnetization">m; |m| where the centres span several directions, as of <see cref="Drift"/>.</param>
/// <param name="SquaredNorm">C(t, t).</param>
/// <param name="GeneralisationError">ε.</param>
/// <param name="TrainingLoss">α ⟨Λ⟩ (eq. 21).</param>
/// <param name="TrainingAccuracy">Eq. 22.</param>
/// <param name="Drift">μ = α ⟨F x0⟩ (eq. 19).</param>
/// <param name="Curvature">λ̂ = α Δ ⟨D⟩.</param>
/// <param name="IdentityResidual">What is left of C(k+1, k) = (1 − ηλ) C(k, k) − η α ⟨F_k r_k⟩, an independent route to C: 0 up to sampling
/// error.</param>
/// <param name="Bias">|result(S/2) − result(S)| where it was asked for; the bias is of order 1/S, so this bounds it, up to
/// sampling error; 0 where nothing is sampled.</param>
public sealed record DmftPoint(
    int Step,
    double Time,
    Estimate Magnetization,
    Estimate SquaredNorm,
    Estimate GeneralisationError,
    Estimate TrainingLoss,
    Estimate TrainingAccuracy,
    Estimate Drift,
    Estimate Curvature,
    Estimate IdentityResidual,
    MixtureObservables? Bias)
{
    /// <summary>Standard errors of <see cref="Bias"/> from both solutions, which are independent; NaN for single replicates, 0 where nothing is
    /// sampled.</summary>
    public MixtureObservables? BiasError { get; init; }

    /// <summary>m and μ of every direction, where there are several; null for one.</summary>
    public DmftDirections? Directions { get; init; }

    /// <summary>What the memory of a compressed march leaves out; null for other methods.</summary>
    public Compression? Compression { get; init; }
}

/// <summary>Overlaps and drifts, one number a direction, each with its standard error over replicates.</summary>
/// <param name="Overlaps">m_a.</param>
/// <param name="OverlapErrors">Their standard errors.</param>
/// <param name="Drifts">μ_a = α ⟨F x0_a⟩.</param>
/// <param name="DriftErrors">Their standard errors.</param>
public sealed record DmftDirections(
    DenseVector<double> Overlaps, DenseVector<double> OverlapErrors, DenseVector<double> Drifts, DenseVector<double> DriftErrors);

/// <summary>How far a compressed march describes its past: a mean over the nodes of an average start, the worst of the replicates.</summary>
/// <param name="Rank">Functions of time in the basis.</param>
/// <param name="Neglected">Root mean square over trajectories of the accumulated force outside of the basis, over √C_perp(k, k): computed, and at
/// most the root of the pivot tolerance.</param>
/// <param name="NeglectedTangents">The same of the derivatives along innovations together, at the last step that was taken into the basis, before
/// it was.</param>
public sealed record Compression(double Rank, double Neglected, double NeglectedTangents);

/// <summary>Two-time quantities of the theory at steps k ≥ l, each with its standard error over replicates, between the steps that the solution was
/// asked to keep.</summary>
/// <remarks>Kernels are per step: the continuum M_R(t, t') is <see cref="MemoryKernel"/>/η; all others are the same in both.</remarks>
public sealed class DmftKernels
{
    private readonly ImmutableArray<SolutionRecord> _replicates;
    private readonly bool _exact;

    internal DmftKernels(ImmutableArray<SolutionRecord> replicates, bool exact) => (_replicates, _exact) = (replicates, exact);

    /// <summary>Steps for which entries exist: 0 ≤ l ≤ k &lt; Steps.</summary>
    public int Steps => _replicates.Min(r => r.Steps);

    /// <summary>M_C(k, l) = α Δ ⟨F_k F_l⟩.</summary>
    public Estimate NoiseKernel(int k, int l) => At(0, k, l);

    /// <summary>M_R(k, l) = −α Δ ∂⟨F_k⟩/∂P_l per step, 0 for l = k.</summary>
    public Estimate MemoryKernel(int k, int l) => At(1, k, l);

    /// <summary>C_perp(k, l) = C(k, l) − m_k m_l.</summary>
    public Estimate PerpendicularCorrelation(int k, int l) => At(2, k, l);

    /// <summary>C(k, l) = w(k)·w(l)/d.</summary>
    public Estimate Correlation(int k, int l) => At(3, k, l);

    /// <summary>G(k, l): change of w(k) per unit displacement added to w(l + 1); R(t, t') of the paper, 0 for l = k.</summary>
    public Estimate Response(int k, int l) => At(4, k, l);

    private Estimate At(int kernel, int k, int l)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(l);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(l, k);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(k, Steps);
        if (_exact) return Estimate.Exact(_replicates[0].Kernel(kernel, k, l));
        var values = new double[_replicates.Length];
        for (var i = 0; i < values.Length; i++) values[i] = _replicates[i].Kernel(kernel, k, l);
        return Estimate.Of(values);
    }
}
