using Pipelines.Model.Numerics;

namespace Pipelines.Model.GaussianMixture.Dmft;

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
