using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.QuenchingActivation.Kernels;

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
