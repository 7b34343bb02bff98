using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pipelines.Model.QuenchingActivation.Kernels;

/// <summary>Matrix product over padded row-major tiles: every entry is one chain of fused multiply-adds in the order of the inner index.</summary>
/// <remarks>
/// Entry (r, c) does not depend on how rows and columns are grouped, so callers may split the work anywhere.
/// Rows come in groups of eight and columns in groups of up to three vectors, never one where there are more: 16 or 24 sums stay in registers, which
/// hides the latency of the multiply-add, and a load serves two or more of them.
/// The tiles are compiled at full effort on first use: they are hot long before the runtime would notice.
/// </remarks>
internal static class TileProduct
{
    public const int RowGroup = 8;

    /// <summary>result[r, c] = Σ_k left[r, k] right[k, c], r &lt; rows (a multiple of 8), c &lt; columns (a multiple of 8), k &lt; inner.</summary>
    public static void MultiplyInto(
        ReadOnlySpan<double> left, int leftStride, ReadOnlySpan<double> right, int rightStride, int inner,
        int rows, int columns, Span<double> result, int resultStride)
    {
        if (rows == 0 || columns == 0) return;
        ArgumentOutOfRangeException.ThrowIfNotEqual(rows % RowGroup, 0);
        ArgumentOutOfRangeException.ThrowIfNotEqual(columns % Padding.Lanes, 0);
        ArgumentOutOfRangeException.ThrowIfLessThan(left.Length, ((rows - 1) * leftStride) + inner);
        ArgumentOutOfRangeException.ThrowIfLessThan(right.Length, ((inner - 1) * rightStride) + columns);
        ArgumentOutOfRangeException.ThrowIfLessThan(result.Length, ((rows - 1) * resultStride) + columns);
        var column = 0;
        for (var vectors = columns / Padding.Lanes; vectors > 0;)
        {
            var width = vectors == 4 ? 2 : Math.Min(3, vectors);
            for (var row = 0; row < rows; row += RowGroup)
            {
                ref var a = ref Unsafe.Add(ref MemoryMarshal.GetReference(left), row * leftStride);
                ref var b = ref Unsafe.Add(ref MemoryMarshal.GetReference(right), column);
                ref var c = ref Unsafe.Add(ref MemoryMarshal.GetReference(result), (row * resultStride) + column);
                if (width == 3) Tile3(ref a, leftStride, ref b, rightStride, inner, ref c, resultStride);
                else if (width == 2) Tile2(ref a, leftStride, ref b, rightStride, inner, ref c, resultStride);
                else Tile1(ref a, leftStride, ref b, rightStride, inner, ref c, resultStride);
            }
            column += width * Padding.Lanes;
            vectors -= width;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Tile3(ref double a, nint aStride, ref double b, nint bStride, int inner, ref double c, nint cStride) =>
        Tile(ref a, aStride, ref b, bStride, inner, ref c, cStride, 3);

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Tile2(ref double a, nint aStride, ref double b, nint bStride, int inner, ref double c, nint cStride) =>
        Tile(ref a, aStride, ref b, bStride, inner, ref c, cStride, 2);

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Tile1(ref double a, nint aStride, ref double b, nint bStride, int inner, ref double c, nint cStride) =>
        Tile(ref a, aStride, ref b, bStride, inner, ref c, cStride, 1);

    /// <summary>Eight rows and so many vectors of columns, a constant to the compiler: sums beyond it vanish.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Tile(ref double a, nint aStride, ref double b, nint bStride, int inner, ref double c, nint cStride, int width)
    {
        Vector512<double> c00 = default, c01 = default, c02 = default;
        Vector512<double> c10 = default, c11 = default, c12 = default;
        Vector512<double> c20 = default, c21 = default, c22 = default;
        Vector512<double> c30 = default, c31 = default, c32 = default;
        Vector512<double> c40 = default, c41 = default, c42 = default;
        Vector512<double> c50 = default, c51 = default, c52 = default;
        Vector512<double> c60 = default, c61 = default, c62 = default;
        Vector512<double> c70 = default, c71 = default, c72 = default;
        ref var a4 = ref Unsafe.Add(ref a, 4 * aStride);
        for (nint k = 0; k < inner; k++)
        {
            var b0 = Vector512.LoadUnsafe(ref b);
            var b1 = width > 1 ? Vector512.LoadUnsafe(ref b, 8) : default;
            var b2 = width > 2 ? Vector512.LoadUnsafe(ref b, 16) : default;
            Accumulate(Unsafe.Add(ref a, k), b0, b1, b2, ref c00, ref c01, ref c02, width);
            Accumulate(Unsafe.Add(ref a, aStride + k), b0, b1, b2, ref c10, ref c11, ref c12, width);
            Accumulate(Unsafe.Add(ref a, (2 * aStride) + k), b0, b1, b2, ref c20, ref c21, ref c22, width);
            Accumulate(Unsafe.Add(ref a, (3 * aStride) + k), b0, b1, b2, ref c30, ref c31, ref c32, width);
            Accumulate(Unsafe.Add(ref a4, k), b0, b1, b2, ref c40, ref c41, ref c42, width);
            Accumulate(Unsafe.Add(ref a4, aStride + k), b0, b1, b2, ref c50, ref c51, ref c52, width);
            Accumulate(Unsafe.Add(ref a4, (2 * aStride) + k), b0, b1, b2, ref c60, ref c61, ref c62, width);
            Accumulate(Unsafe.Add(ref a4, (3 * aStride) + k), b0, b1, b2, ref c70, ref c71, ref c72, width);
            b = ref Unsafe.Add(ref b, bStride);
        }
        Store(ref c, c00, c01, c02, width);
        Store(ref Unsafe.Add(ref c, cStride), c10, c11, c12, width);
        Store(ref Unsafe.Add(ref c, 2 * cStride), c20, c21, c22, width);
        Store(ref Unsafe.Add(ref c, 3 * cStride), c30, c31, c32, width);
        Store(ref Unsafe.Add(ref c, 4 * cStride), c40, c41, c42, width);
        Store(ref Unsafe.Add(ref c, 5 * cStride), c50, c51, c52, width);
        Store(ref Unsafe.Add(ref c, 6 * cStride), c60, c61, c62, width);
        Store(ref Unsafe.Add(ref c, 7 * cStride), c70, c71, c72, width);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accumulate(
        double left, Vector512<double> b0, Vector512<double> b1, Vector512<double> b2,
        ref Vector512<double> c0, ref Vector512<double> c1, ref Vector512<double> c2, int width)
    {
        var lanes = Vector512.Create(left);
        c0 = Vector512.FusedMultiplyAdd(lanes, b0, c0);
        if (width > 1) c1 = Vector512.FusedMultiplyAdd(lanes, b1, c1);
        if (width > 2) c2 = Vector512.FusedMultiplyAdd(lanes, b2, c2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(ref double target, Vector512<double> x0, Vector512<double> x1, Vector512<double> x2, int width)
    {
        x0.StoreUnsafe(ref target);
        if (width > 1) x1.StoreUnsafe(ref target, 8);
        if (width > 2) x2.StoreUnsafe(ref target, 16);
    }
}
