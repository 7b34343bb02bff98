using System.Diagnostics;

namespace Pipelines.Model.GaussianMixture.Dmft;

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
