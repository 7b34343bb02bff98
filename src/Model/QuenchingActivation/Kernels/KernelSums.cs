
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.QuenchingActivation.Kernels;

/// <summary>For every neuron b_i the sums over weighted partners c_j: Σ w_j sin θ_ij, Σ w_j (sin θ_ij + φ_ij cos θ_ij) and Σ φ_ij a_j c_j.</summary>
/// <remarks>With w_j = a_j|c_j|: Σ_j a_j k(b_i, c_j) = |b_i| Kernels_i, and its gradient in b_i is Sines_i b_i/|b_i| + Directions_i.</remarks>
internal sealed class KernelSums(PaddedNeurons neurons)
{
    public double[] Sines { get; } = new double[neurons.Rows];

    public double[] Kernels { get; } = new double[neurons.Rows];

    /// <summary>Rows × Stride of the neurons.</summary>
    public AlignedBuffer<double> Directions { get; } = AlignedBuffer<double>.IfLarge(neurons.Inner.Length);
}
