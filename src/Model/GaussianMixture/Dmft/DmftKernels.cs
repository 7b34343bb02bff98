using System.Collections.Immutable;

namespace Pipelines.Model.GaussianMixture.Dmft;

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
