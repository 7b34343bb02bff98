using System.Runtime.Intrinsics;
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.QuenchingActivation.Kernels;

/// <summary>The sums of <see cref="KernelSums"/> of a set of neurons with itself: one pass over the upper triangle of the Gram matrix.</summary>
/// <remarks>
/// Blocks of 16 rows: inner products, angles, sums and mirrored sums while the block is in cache; the mirrored sums of all blocks are folded
/// in one written tree, so that any number of threads gives the same bits. Cost m²d/2 multiply-adds and m²/2 angles, then m²d for the directions.
/// </remarks>
internal sealed class SymmetricPass : INeuronSums
{
    private const int Block = 16;

    private readonly PaddedNeurons _neurons;
    private readonly AlignedBuffer<double> _angles;
    private readonly double[] _partials;
    private readonly int _blocks;
    private readonly Action<int> _angleBlock, _directionBlock;

    public SymmetricPass(PaddedNeurons neurons)
    {
        _neurons = neurons;
        _blocks = Chunks.Count(neurons.Rows, Block);
        _angles = AlignedBuffer<double>.IfLarge(checked(neurons.Rows * neurons.Rows));
        _partials = new double[checked(_blocks * 2 * neurons.Rows)];
        (_angleBlock, _directionBlock) = (AngleBlock, DirectionBlock);
        Sums = new KernelSums(neurons);
    }

    public KernelSums Sums { get; }

    public double[] Scales => _neurons.Norms;

    public double[] InverseScales => _neurons.InverseNorms;

    public double[] Weights => _neurons.Weights;

    public double[] Values => Sums.Kernels;

    public double[] Along => Sums.Sines;

    public AlignedBuffer<double> Directions => Sums.Directions;

    public void Run(bool withDirections, int threads)
    {
        Array.Clear(_partials);
        Chunks.Run(_blocks, threads, _angleBlock);
        Chunks.Fold<double>(_partials, _blocks);
        _partials.AsSpan(0, _neurons.Rows).CopyTo(Sums.Sines);
        _partials.AsSpan(_neurons.Rows, _neurons.Rows).CopyTo(Sums.Kernels);
        if (withDirections) Chunks.Run(_blocks, threads, _directionBlock);
    }

    private void AngleBlock(int block)
    {
        var n = _neurons;
        var first = block * Block;
        var rows = Math.Min(Block, n.Rows - first);
        var width = n.Rows - first;
        var angles = _angles.Span[((first * n.Rows) + first)..];
        TileProduct.MultiplyInto(
            n.Inner.Span[(first * n.Stride)..], n.Stride, n.Transposed.Span[first..], n.Rows, n.Dimension, rows, width, angles, n.Rows);
        var sines = _partials.AsSpan(block * 2 * n.Rows, n.Rows);
        var kernels = _partials.AsSpan((block * 2 * n.Rows) + n.Rows, n.Rows);
        for (var r = 0; r < rows && first + r < n.Count; r++)
        {
            var i = first + r;
            // Far beyond the clip at u = 1: the angle of a neuron with itself is exactly 0.
            angles[(r * n.Rows) + r] = 4 * n.Norms[i] * n.Norms[i];
            var own = AngleRow.TransformInto(
                n.InverseNorms[i], n.InverseNorms.AsSpan(first, rows), n.Weights.AsSpan(first, rows), angles.Slice(r * n.Rows, rows));
            var beyond = AngleRow.TransformSymmetricInto(
                n.InverseNorms[i], n.InverseNorms.AsSpan(first + rows), n.Weights.AsSpan(first + rows), n.Weights[i],
                angles.Slice((r * n.Rows) + rows, width - rows), sines[(first + rows)..], kernels[(first + rows)..]);
            sines[i] = own.Sine + beyond.Sine;
            kernels[i] = own.Kernel + beyond.Kernel;
        }
        var beyondBlock = first + rows;
        if (beyondBlock < n.Count)
            Transposition.CopyInto(angles[rows..], n.Rows, rows, n.Count - beyondBlock, _angles.Span[((beyondBlock * n.Rows) + first)..], n.Rows);
    }

    private void DirectionBlock(int block)
    {
        var n = _neurons;
        var first = block * Block;
        TileProduct.MultiplyInto(
            _angles.Span[(first * n.Rows)..], n.Rows, n.Weighted.Span, n.Stride, n.Count, Math.Min(Block, n.Rows - first), n.Stride,
            Sums.Directions.Span[(first * n.Stride)..], n.Stride);
    }
}

/// <summary>For every neuron b_i of a network the sums over all of it that risk and gradient are made of, in units of a scale of the
/// neuron.</summary>
/// <remarks>Σ_j a_j k(b_i, b_j) = Scales_i Values_i, Σ_j a_j dk(b_i, b_j)/db_i = Along_i InverseScales_i b_i + Directions_i.</remarks>
internal interface INeuronSums
{
    /// <summary>|b_i| for relu, where 0 is a dead neuron; else 1.</summary>
    double[] Scales { get; }

    /// <summary>1/Scales_i; 0 for a dead neuron.</summary>
    double[] InverseScales { get; }

    /// <summary>a_i Scales_i.</summary>
    double[] Weights { get; }

    double[] Values { get; }

    double[] Along { get; }

    /// <summary>Rows × Stride of the neurons.</summary>
    AlignedBuffer<double> Directions { get; }

    /// <param name="withDirections">False leaves <see cref="Directions"/> alone: enough for the risk, at half the cost or less.</param>
    /// <param name="threads">Most threads to use.</param>
    void Run(bool withDirections, int threads);
}

/// <summary>For every neuron b_i the sums over weighted partners c_j: Σ w_j sin θ_ij, Σ w_j (sin θ_ij + φ_ij cos θ_ij) and Σ φ_ij a_j c_j.</summary>
/// <remarks>With w_j = a_j|c_j|: Σ_j a_j k(b_i, c_j) = |b_i| Kernels_i, and its gradient in b_i is Sines_i b_i/|b_i| + Directions_i.</remarks>
internal sealed class KernelSums(PaddedNeurons neurons)
{
    public double[] Sines { get; } = new double[neurons.Rows];

    public double[] Kernels { get; } = new double[neurons.Rows];

    /// <summary>Rows × Stride of the neurons.</summary>
    public AlignedBuffer<double> Directions { get; } = AlignedBuffer<double>.IfLarge(neurons.Inner.Length);
}

/// <summary>The sums of <see cref="KernelSums"/> of the network's neurons with the fixed neurons of a target.</summary>
/// <remarks>Blocks of 16 rows that share nothing: any number of threads gives the same bits. Cost 2 m m* d multiply-adds and m m* angles.</remarks>
internal sealed class CrossPass
{
    private const int Block = 16;

    private readonly PaddedNeurons _neurons, _partners;
    private readonly AlignedBuffer<double> _angles;
    private readonly Action<int> _block;
    private bool _withDirections;

    public CrossPass(PaddedNeurons neurons, PaddedNeurons partners)
    {
        (_neurons, _partners) = (neurons, partners);
        _angles = AlignedBuffer<double>.IfLarge(checked(neurons.Rows * partners.Rows));
        _block = RunBlock;
        Sums = new KernelSums(neurons);
    }

    public KernelSums Sums { get; }

    public void Run(bool withDirections, int threads)
    {
        _withDirections = withDirections;
        Chunks.Run(Chunks.Count(_neurons.Rows, Block), threads, _block);
    }

    private void RunBlock(int block)
    {
        var (n, p) = (_neurons, _partners);
        var first = block * Block;
        var rows = Math.Min(Block, n.Rows - first);
        var angles = _angles.Span[(first * p.Rows)..];
        TileProduct.MultiplyInto(n.Inner.Span[(first * n.Stride)..], n.Stride, p.Transposed.Span, p.Rows, n.Dimension, rows, p.Rows, angles, p.Rows);
        for (var i = first; i < Math.Min(first + rows, n.Count); i++)
        {
            (Sums.Sines[i], Sums.Kernels[i]) = AngleRow.TransformInto(
                n.InverseNorms[i], p.InverseNorms, p.Weights, angles.Slice((i - first) * p.Rows, p.Rows));
        }
        if (!_withDirections) return;
        TileProduct.MultiplyInto(
            angles, p.Rows, p.Weighted.Span, p.Stride, p.Count, rows, n.Stride, Sums.Directions.Span[(first * n.Stride)..], n.Stride);
    }
}

/// <summary>The kernel matrix itself, for solvers that need more than its products.</summary>
internal static class KernelMatrix
{
    /// <summary>Fills K_ij = k(b_i, b_j), Rows × Rows of the padded neurons; symmetric to the last bit, padding 0.</summary>
    public static void FillInto(PaddedNeurons neurons, Span<double> kernel)
    {
        var n = neurons;
        TileProduct.MultiplyInto(n.Inner.Span, n.Stride, n.Transposed.Span, n.Rows, n.Dimension, n.Rows, n.Rows, kernel, n.Rows);
        for (var i = 0; i < n.Count; i++)
        {
            var row = kernel.Slice(i * n.Rows, n.Rows);
            row[i] = 4 * n.Norms[i] * n.Norms[i];
            var inverse = Vector512.Create(n.InverseNorms[i]);
            var norm = Vector512.Create(n.Norms[i]);
            for (var j = 0; j < n.Rows; j += Padding.Lanes)
            {
                var cosine = Vector512.Create<double>(row[j..]) * (inverse * Vector512.Create<double>(n.InverseNorms.AsSpan(j)));
                (norm * Vector512.Create<double>(n.Norms.AsSpan(j)) * AngleRow.Evaluate(cosine).Kernel).CopyTo(row[j..]);
            }
        }
    }
}
