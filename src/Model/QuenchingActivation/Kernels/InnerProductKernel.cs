using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Pipelines.Model.Numerics;
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.QuenchingActivation.Kernels;

/// <summary>k(b, c) = E[σ(b·x)σ(c·x)] over normal x as a function of p = b·c, q = |b|² and r = |c|², with dk/db = Along b + Across c.</summary>
/// <remarks>docs/explanation/theory/activations.md. Eight partners c at a time; symmetric in b and c to the last bit.</remarks>
internal abstract record InnerProductKernel
{
    /// <param name="square">q.</param>
    /// <param name="squares">r of eight partners.</param>
    /// <param name="products">p with each.</param>
    public abstract (Vector512<double> Value, Vector512<double> Along, Vector512<double> Across) Evaluate(
        double square, Vector512<double> squares, Vector512<double> products);
}

/// <summary>k = A arcsin(p/√((v+q)(v+r))) + B; A, v and B belong to erf t, and to the normal distribution function of t/w.</summary>
internal sealed record ArcsineKernel(double Amplitude, double Variance, double Constant) : InnerProductKernel
{
    public static ArcsineKernel Erf { get; } = new(2 / Math.PI, 0.5, 0);

    public static ArcsineKernel OfStep(double width) => new(1 / (2 * Math.PI), width * width, 0.25);

    /// <summary>√k(b, b) where |b| = <paramref name="size"/>.</summary>
    public double Norm(double size) => Math.Sqrt(Evaluate(size * size, Vector512.Create(size * size), Vector512.Create(size * size)).Value[0]);

    /// <summary>The arcsine is arctan(p/√D) with D = v² + v(q + r) + (qr - p²), which has no cancellation where b = c.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public override (Vector512<double> Value, Vector512<double> Along, Vector512<double> Across) Evaluate(
        double square, Vector512<double> squares, Vector512<double> products)
    {
        var (own, variance) = (Vector512.Create(square), Vector512.Create(Variance));
        var across = Vector512.Max((own * squares) - (products * products), Vector512<double>.Zero);
        var root = Vector512.Sqrt((variance * variance) + (variance * (own + squares)) + across);
        var slope = Vector512.Create(Amplitude) / root;
        var value = (Vector512.Create(Amplitude) * Elementary.Atan(products / root)) + Vector512.Create(Constant);
        return (value, -(slope * products) / (variance + own), slope);
    }
}

/// <summary>k = q r + 2 p².</summary>
internal sealed record QuadraticKernel : InnerProductKernel
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public override (Vector512<double> Value, Vector512<double> Along, Vector512<double> Across) Evaluate(
        double square, Vector512<double> squares, Vector512<double> products) => (
        (Vector512.Create(square) * squares) + (Vector512.Create(2.0) * products * products),
        Vector512.Create(2.0) * squares,
        Vector512.Create(4.0) * products);
}

/// <summary>For every neuron b_i the sums over weighted partners c_j: Σ a_j k(b_i, c_j), and Σ a_j dk(b_i, c_j)/db_i in two parts.</summary>
/// <remarks>Blocks of 16 rows that share nothing: any number of threads gives the same bits. Cost 2 m m* d multiply-adds and m m* kernels.</remarks>
internal sealed class InnerProductPass : INeuronSums
{
    private const int Block = 16;

    private readonly InnerProductKernel _kernel;
    private readonly PaddedNeurons _neurons, _partners;
    private readonly AlignedBuffer<double> _products;
    private readonly Action<int> _block;
    private bool _withDirections;

    /// <param name="kernel">k.</param>
    /// <param name="neurons">b_i.</param>
    /// <param name="partners">c_j with their outer weights a_j; the neurons themselves for the sums of a network with itself.</param>
    public InnerProductPass(InnerProductKernel kernel, PaddedNeurons neurons, PaddedNeurons partners)
    {
        (_kernel, _neurons, _partners) = (kernel, neurons, partners);
        _products = AlignedBuffer<double>.IfLarge(checked(neurons.Rows * partners.Rows));
        _block = RunBlock;
        (Values, Along) = (new double[neurons.Rows], new double[neurons.Rows]);
        Scales = [.. Enumerable.Repeat(1.0, neurons.Rows)];
        Directions = AlignedBuffer<double>.IfLarge(neurons.Inner.Length);
    }

    private bool IsOwn => ReferenceEquals(_neurons, _partners);

    public double[] Scales { get; }

    public double[] InverseScales => Scales;

    public double[] Weights => _neurons.Outer;

    /// <summary>Σ_j a_j k(b_i, c_j).</summary>
    public double[] Values { get; }

    /// <summary>The part of Σ_j a_j dk(b_i, c_j)/db_i along b_i.</summary>
    public double[] Along { get; }

    /// <summary>Its rest, a sum of c_j: Rows × Stride of the neurons.</summary>
    public AlignedBuffer<double> Directions { get; }

    public void Run(bool withDirections, int threads)
    {
        _withDirections = withDirections;
        Chunks.Run(Chunks.Count(_neurons.Rows, Block), threads, _block);
    }

    /// <summary>K_ij = k(b_i, b_j), Rows × Rows of the padded neurons; symmetric to the last bit.</summary>
    public static void FillInto(InnerProductKernel kernel, PaddedNeurons neurons, Span<double> matrix)
    {
        var n = neurons;
        var squares = n.Squares;
        TileProduct.MultiplyInto(n.Inner.Span, n.Stride, n.Transposed.Span, n.Rows, n.Dimension, n.Rows, n.Rows, matrix, n.Rows);
        for (var i = 0; i < n.Count; i++)
        {
            var row = matrix.Slice(i * n.Rows, n.Rows);
            row[i] = squares[i];
            for (var j = 0; j < n.Rows; j += Padding.Lanes)
                kernel.Evaluate(squares[i], Vector512.Create<double>(squares.AsSpan(j)), Vector512.Create<double>(row[j..])).Value.CopyTo(row[j..]);
        }
    }

    private void RunBlock(int block)
    {
        var (n, p) = (_neurons, _partners);
        var first = block * Block;
        var rows = Math.Min(Block, n.Rows - first);
        var products = _products.Span[(first * p.Rows)..];
        TileProduct.MultiplyInto(
            n.Inner.Span[(first * n.Stride)..], n.Stride, p.Transposed.Span, p.Rows, n.Dimension, rows, p.Rows, products, p.Rows);
        for (var i = first; i < Math.Min(first + rows, n.Count); i++)
        {
            var row = products.Slice((i - first) * p.Rows, p.Rows);
            // The product of a neuron with itself is its square, to the bit.
            if (IsOwn) row[i] = n.Squares[i];
            (Values[i], Along[i]) = Transform(n.Squares[i], row);
        }
        if (!_withDirections) return;
        TileProduct.MultiplyInto(
            products, p.Rows, p.Weighted.Span, p.Stride, p.Count, rows, n.Stride, Directions.Span[(first * n.Stride)..], n.Stride);
    }

    /// <summary>Replaces inner products by the factors of c_j in dk/db and returns the weighted sums of values and factors of b.</summary>
    private (double Value, double Along) Transform(double square, Span<double> row)
    {
        Vector512<double> values = default, alongs = default;
        for (var j = 0; j < row.Length; j += Padding.Lanes)
        {
            var (value, along, across) = _kernel.Evaluate(
                square, Vector512.Create<double>(_partners.Squares.AsSpan(j)), Vector512.Create<double>(row[j..]));
            across.CopyTo(row[j..]);
            var weight = Vector512.Create<double>(_partners.Outer.AsSpan(j));
            values = Vector512.FusedMultiplyAdd(weight, value, values);
            alongs = Vector512.FusedMultiplyAdd(weight, along, alongs);
        }
        return (Lanes.Sum(values), Lanes.Sum(alongs));
    }
}
