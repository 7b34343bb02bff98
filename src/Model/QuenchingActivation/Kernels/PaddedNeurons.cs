using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.QuenchingActivation.Kernels;

/// <summary>Neurons a_j, b_j laid out for the kernels: rows and columns padded with zeros to whole lanes, norms and transpose at hand.</summary>
internal sealed class PaddedNeurons
{
    public PaddedNeurons(int count, int dimension)
    {
        (Count, Dimension) = (count, dimension);
        (Rows, Stride) = (Padding.Of(count), Padding.Of(dimension));
        Inner = AlignedBuffer<double>.IfLarge(checked(Rows * Stride));
        Weighted = AlignedBuffer<double>.IfLarge(Inner.Length);
        Transposed = AlignedBuffer<double>.IfLarge(checked(dimension * Rows));
        Outer = new double[Rows];
        Squares = new double[Rows];
        Norms = new double[Rows];
        InverseNorms = new double[Rows];
        Weights = new double[Rows];
    }

    public int Count { get; }

    public int Dimension { get; }

    /// <summary>Number of rows, a multiple of eight.</summary>
    public int Rows { get; }

    /// <summary>Distance of two rows of <see cref="Inner"/>, a multiple of eight.</summary>
    public int Stride { get; }

    /// <summary>b_j, Rows × Stride.</summary>
    public AlignedBuffer<double> Inner { get; }

    /// <summary>a_j b_j, Rows × Stride.</summary>
    public AlignedBuffer<double> Weighted { get; }

    /// <summary>Dimension × Rows.</summary>
    public AlignedBuffer<double> Transposed { get; }

    /// <summary>a_j.</summary>
    public double[] Outer { get; }

    /// <summary>|b_j|².</summary>
    public double[] Squares { get; }

    /// <summary>|b_j|.</summary>
    public double[] Norms { get; }

    /// <summary>1/|b_j|, or 0 where b_j = 0: a dead neuron then contributes nothing anywhere.</summary>
    public double[] InverseNorms { get; }

    /// <summary>a_j |b_j|.</summary>
    public double[] Weights { get; }

    public ReadOnlySpan<double> Row(int j) => Inner.Span.Slice(j * Stride, Stride);

    /// <summary>Takes in new weights; <paramref name="inner"/> is Count × Dimension, row-major.</summary>
    public void Load(ReadOnlySpan<double> outer, ReadOnlySpan<double> inner)
    {
        outer.CopyTo(Outer);
        for (var j = 0; j < Count; j++) inner.Slice(j * Dimension, Dimension).CopyTo(Inner.Span[(j * Stride)..]);
        for (var j = 0; j < Count; j++) Squares[j] = RowKernels.Dot(Row(j), Row(j));
        for (var j = 0; j < Rows; j += Padding.Lanes)
        {
            var norm = Vector512.Sqrt(Vector512.Create<double>(Squares.AsSpan(j)));
            var isAlive = Vector512.GreaterThan(norm, Vector512<double>.Zero);
            norm.CopyTo(Norms, j);
            Vector512.ConditionalSelect(isAlive, Vector512<double>.One / norm, Vector512<double>.Zero).CopyTo(InverseNorms, j);
            (Vector512.Create<double>(Outer.AsSpan(j)) * norm).CopyTo(Weights, j);
        }
        for (var j = 0; j < Count; j++) RowKernels.ScaleInto(Row(j), outer[j], Weighted.Span.Slice(j * Stride, Stride));
        Transposition.CopyInto(Inner.Span, Stride, Count, Dimension, Transposed.Span, Rows);
    }
}

/// <summary>Rows and columns are padded with zeros to whole lanes, so that no kernel has a tail.</summary>
internal static class Padding
{
    public static int Lanes => Vector512<double>.Count;

    /// <summary>Smallest multiple of <see cref="Lanes"/> that holds <paramref name="length"/> entries.</summary>
    public static int Of(int length) => checked(length + Lanes - 1) / Lanes * Lanes;
}

/// <summary>Copies a matrix with rows and columns exchanged.</summary>
internal static class Transposition
{
    /// <summary>Columns that are written side by side: their cache lines stay near while the rows go by.</summary>
    private const int Group = 8;

    /// <summary>target[c, r] = source[r, c], r &lt; rows, c &lt; columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void CopyInto(ReadOnlySpan<double> source, int sourceStride, int rows, int columns, Span<double> target, int targetStride)
    {
        if (rows == 0 || columns == 0) return;
        ArgumentOutOfRangeException.ThrowIfLessThan(source.Length, ((rows - 1) * sourceStride) + columns);
        ArgumentOutOfRangeException.ThrowIfLessThan(target.Length, ((columns - 1) * targetStride) + rows);
        var c = 0;
        for (; c <= columns - Group; c += Group)
        {
            ref var s = ref Unsafe.Add(ref MemoryMarshal.GetReference(source), c);
            ref var t = ref Unsafe.Add(ref MemoryMarshal.GetReference(target), c * targetStride);
            for (var r = 0; r < rows; r++)
            {
                t = s;
                Unsafe.Add(ref t, targetStride) = Unsafe.Add(ref s, 1);
                Unsafe.Add(ref t, 2 * targetStride) = Unsafe.Add(ref s, 2);
                Unsafe.Add(ref t, 3 * targetStride) = Unsafe.Add(ref s, 3);
                Unsafe.Add(ref t, 4 * targetStride) = Unsafe.Add(ref s, 4);
                Unsafe.Add(ref t, 5 * targetStride) = Unsafe.Add(ref s, 5);
                Unsafe.Add(ref t, 6 * targetStride) = Unsafe.Add(ref s, 6);
                Unsafe.Add(ref t, 7 * targetStride) = Unsafe.Add(ref s, 7);
                s = ref Unsafe.Add(ref s, sourceStride);
                t = ref Unsafe.Add(ref t, 1);
            }
        }
        for (; c < columns; c++)
        {
            for (var r = 0; r < rows; r++) target[(c * targetStride) + r] = source[(r * sourceStride) + c];
        }
    }
}
