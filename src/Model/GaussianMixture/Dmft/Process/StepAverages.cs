using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.GaussianMixture.Dmft.Process;

/// <summary>The averages over trajectories that one step of the theory needs, with F = s Λ', D = s Λ''.</summary>
/// <param name="Drift">μ_k = α ⟨F_k x0⟩ (eq. 19), one number a direction.</param>
/// <param name="Curvature">λ̂_k = α Δ ⟨D_k⟩.</param>
/// <param name="NoiseKernel">M_C(k, l) = α Δ ⟨F_k F_l⟩ for l = 0..k; empty until the past has been recalled.</param>
/// <param name="MemoryKernel">M_R(k, l) = −α Δ ∂⟨F_k⟩/∂P_l for l = 0..k−1, per step.</param>
/// <param name="TrainingLoss">α ⟨Λ⟩.</param>
/// <param name="TrainingAccuracy">1 − ⟨θ(−y φ(r))⟩.</param>
/// <param name="ForceOverlap">α ⟨F_k r_k⟩, for the independent identity of the correlation.</param>
internal sealed record StepAverages(
    double[] Drift,
    double Curvature,
    double[] NoiseKernel,
    double[] MemoryKernel,
    double TrainingLoss,
    double TrainingAccuracy,
    double ForceOverlap)
{
    /// <summary>No force and no curvature at step k: the start of an iteration.</summary>
    public static StepAverages Zero(int k, int directions) => new(new double[directions], 0, new double[k + 1], new double[k], 0, 0, 0);

    /// <summary>share · this + (1 − share) · other, entry by entry.</summary>
    public StepAverages MixWith(StepAverages other, double share)
    {
        double Mix(double a, double b) => (share * a) + ((1 - share) * b);
        return new(
            [.. Drift.Zip(other.Drift, Mix)],
            Mix(Curvature, other.Curvature),
            [.. NoiseKernel.Zip(other.NoiseKernel, Mix)],
            [.. MemoryKernel.Zip(other.MemoryKernel, Mix)],
            Mix(TrainingLoss, other.TrainingLoss),
            Mix(TrainingAccuracy, other.TrainingAccuracy),
            Mix(ForceOverlap, other.ForceOverlap));
    }

    /// <summary>Names the first average that is not finite; null when all are.</summary>
    public string? FirstNonFinite() =>
        !double.IsFinite(TrainingLoss) ? "the training loss is not finite"
        : !Drift.All(double.IsFinite) ? "the mean force along the signal is not finite"
        : !double.IsFinite(Curvature) ? "the mean curvature is not finite"
        : NoiseKernel is [.., var variance] && !double.IsFinite(variance) ? "the variance of the force is not finite"
        : null;
}

/// <summary>Whatever turns rows of the order parameters into the averages of the next step: sampled trajectories, or a closed form.</summary>
/// <remarks>For every k: <see cref="Step"/> gives what is needed for G(k+1, ·), then <see cref="Recall"/> with that row reads the past once for all
/// that depends on it.</remarks>
internal interface IAveragedProcess
{
    /// <summary>A process that goes on from here on its own.</summary>
    IAveragedProcess Fork();

    /// <summary>Averages of step k, the next in order, but for the noise kernel, which is left empty.</summary>
    /// <param name="overlaps">m_k, one number a direction.</param>
    /// <param name="correlation">C_perp(k, 0..k).</param>
    /// <param name="team">Threads.</param>
    StepAverages Step(double[] overlaps, double[] correlation, ThreadTeam team);

    /// <summary>M_C(k, 0..k) of the step just taken; prepares the next.</summary>
    /// <param name="response">G(k+1, 0..k).</param>
    /// <param name="team">Threads.</param>
    double[] Recall(double[] response, ThreadTeam team);
}
