using System.Diagnostics;
using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.GaussianMixture.Dmft.Process;

/// <summary>How the averages of the effective single-pattern process are taken.</summary>
/// <param name="Samples">S ≥ 2 trajectories a replicate; even when <paramref name="MirrorPairs"/>. A power of two serves the Sobol points
/// best.</param>
/// <param name="Replicates">B ≥ 1 independent solutions; standard errors need 2, and 4 or more to be trusted.</param>
/// <param name="MirrorPairs">Trajectories come in pairs that share cluster, h0 and masks but have opposite innovations. Required where w → −w is a
/// symmetry (door activation): sampling noise would break it.</param>
/// <param name="Tangents">How M_R is averaged.</param>
/// <param name="PivotTolerance">Relative variance below which an innovation is neglected, in [1e-8, 1e-6]: smaller lets rounding errors in.</param>
/// <param name="SobolDimensions">So many coordinates (h0, then the first innovations) are scrambled Sobol points; 0 means plain normal numbers
/// throughout.</param>
/// <param name="SinglePrecision">The histories of the trajectories are kept in single precision: half the memory, and half the reading that a march
/// of many samples waits for. Each number in them is within 2⁻²⁴ (6e-8) of itself; all sums stay double.</param>
public sealed record DmftSampling(
    int Samples, int Replicates, bool MirrorPairs, TangentRule Tangents, double PivotTolerance = 1e-7, int SobolDimensions = 25,
    bool SinglePrecision = false)
{
    public int Samples { get; init => field = CheckSamples(value, MirrorPairs); } = CheckSamples(Samples, MirrorPairs);

    public int Replicates { get; init => field = Require.Positive(value, nameof(Replicates)); } = Require.Positive(Replicates);

    public bool MirrorPairs
    {
        get;
        init
        {
            CheckSamples(Samples, value);
            field = value;
        }
    } = MirrorPairs;

    public TangentRule Tangents { get; init => field = value ?? throw new ArgumentNullException(nameof(Tangents)); }
        = Tangents ?? throw new ArgumentNullException(nameof(Tangents));

    public double PivotTolerance { get; init => field = CheckTolerance(value); } = CheckTolerance(PivotTolerance);

    public int SobolDimensions { get; init => field = CheckDimensions(value); } = CheckDimensions(SobolDimensions);

    /// <summary>The recommended settings: Hadamard probes, and pairs exactly where the problem is symmetric.</summary>
    public static DmftSampling For(MixtureProblem problem, int samples, int replicates)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return new(samples, replicates, problem.Activation.Match(linear: _ => false, door: _ => true), new TangentRule.Probes());
    }

    private static int CheckSamples(int samples, bool pairs) =>
        samples < 2 ? throw new ArgumentOutOfRangeException(nameof(Samples), samples, "Samples must be at least 2.")
        : pairs && samples % 2 != 0 ? throw new ArgumentOutOfRangeException(nameof(Samples), samples, "Samples must be even when MirrorPairs is set.")
        : samples;

    private static int CheckDimensions(int dimensions) => Require.InRange(dimensions, 0, Sobol.MaximalDimensions + 1, nameof(SobolDimensions));

    private static double CheckTolerance(double tolerance) => tolerance is > 0 and < 1
        ? tolerance
        : throw new ArgumentOutOfRangeException(nameof(PivotTolerance), tolerance, "PivotTolerance must lie in (0, 1).");
}

/// <summary>How the memory kernel M_R(k, l) = −α Δ^{3/2} ⟨D_k ∂h_k/∂P_l⟩ is averaged over samples.</summary>
public abstract record TangentRule
{
    private TangentRule() { }

    /// <summary>Random probes: with signs e_l, one number per sample and step, ψ_k = Σ_l T(k, l) e_l, gives ⟨D ψ e_l⟩ = ⟨D T(k, l)⟩.</summary>
    /// <remarks>The signs are rows of a Hadamard matrix along neighbouring samples, so that the unwanted products cancel within each group of its
    /// size.</remarks>
    /// <param name="Size">Size of the Hadamard matrix, a power of two of at least 8. Above the number of steps every product cancels; beyond it, rows
    /// repeat under fresh random signs.</param>
    public sealed record Probes(int Size = 512) : TangentRule
    {
        public int Size { get; init => field = CheckSize(value); } = CheckSize(Size);

        private static int CheckSize(int size) => size >= 8 && int.IsPow2(size)
            ? size
            : throw new ArgumentOutOfRangeException(nameof(Size), size, "Size must be a power of two of at least 8.");
    }

    /// <summary>All tangents of all samples: S T²/2 numbers and S T³/6 multiply-adds. A cross-check for short runs.</summary>
    public sealed record Exact : TangentRule;

    public T Match<T>(Func<Probes, T> probes, Func<Exact, T> exact)
    {
        ArgumentNullException.ThrowIfNull(probes);
        ArgumentNullException.ThrowIfNull(exact);
        return this switch
        {
            Probes r => probes(r),
            Exact r => exact(r),
            _ => throw new UnreachableException(),
        };
    }
}
