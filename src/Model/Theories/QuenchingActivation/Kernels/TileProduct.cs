using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pipelines.Model.Theories.QuenchingActivation.Kernels;

/// <summary>Matrix product over padded row-major tiles: every entry is one chain of fused multiply-adds in the order of the inner index.</summary>
/// <remarks>
/// Entry (r, c) does not depend on how rows and columns are grouped, so callers may split the work anywhere.
/// Rows come in groups of four and columns in groups of 32, then 8: 16 sums stay in registers, which hides the latency of the multiply-add.
/// The tiles are compiled at full effort on first use: they are hot long before the runtime would notice.
/// </remarks>
internal static class TileProduct
{
    public const int RowGroup = 4;

    /// <summary>result[r, c] = Σ_k left[r, k] right[k, c], r &lt; rows (a multiple of 4), c &lt; columns (a multiple of 8), k &lt; inner.</summary>
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
        for (var column = 0; column < columns;)
        {
            var wide = column + (4 * Padding.Lanes) <= columns;
            for (var row = 0; row < rows; row += RowGroup)
            {
                ref var a = ref Unsafe.Add(ref MemoryMarshal.GetReference(left), row * leftStride);
                ref var b = ref Unsafe.Add(ref MemoryMarshal.GetReference(right), column);
                ref var c = ref Unsafe.Add(ref MemoryMarshal.GetReference(result), (row * resultStride) + column);
                if (wide) WideTile(ref a, leftStride, ref b, rightStride, inner, ref c, resultStride);
                else NarrowTile(ref a, leftStride, ref b, rightStride, inner, ref c, resultStride);
            }
            column += wide ? 4 * Padding.Lanes : Padding.Lanes;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WideTile(ref double a, nint aStride, ref double b, nint bStride, int inner, ref double c, nint cStride)
    {
        Vector512<double> c00 = default, c01 = default, c02 = default, c03 = default;
        Vector512<double> c10 = default, c11 = default, c12 = default, c13 = default;
        Vector512<double> c20 = default, c21 = default, c22 = default, c23 = default;
        Vector512<double> c30 = default, c31 = default, c32 = default, c33 = default;
        for (nint k = 0; k < inner; k++)
        {
            ref var row = ref Unsafe.Add(ref b, k * bStride);
            var b0 = Vector512.LoadUnsafe(ref row);
            var b1 = Vector512.LoadUnsafe(ref row, 8);
            var b2 = Vector512.LoadUnsafe(ref row, 16);
            var b3 = Vector512.LoadUnsafe(ref row, 24);
            var left = Vector512.Create(Unsafe.Add(ref a, k));
            c00 = Vector512.FusedMultiplyAdd(left, b0, c00);
            c01 = Vector512.FusedMultiplyAdd(left, b1, c01);
            c02 = Vector512.FusedMultiplyAdd(left, b2, c02);
            c03 = Vector512.FusedMultiplyAdd(left, b3, c03);
            left = Vector512.Create(Unsafe.Add(ref a, aStride + k));
            c10 = Vector512.FusedMultiplyAdd(left, b0, c10);
            c11 = Vector512.FusedMultiplyAdd(left, b1, c11);
            c12 = Vector512.FusedMultiplyAdd(left, b2, c12);
            c13 = Vector512.FusedMultiplyAdd(left, b3, c13);
            left = Vector512.Create(Unsafe.Add(ref a, (2 * aStride) + k));
            c20 = Vector512.FusedMultiplyAdd(left, b0, c20);
            c21 = Vector512.FusedMultiplyAdd(left, b1, c21);
            c22 = Vector512.FusedMultiplyAdd(left, b2, c22);
            c23 = Vector512.FusedMultiplyAdd(left, b3, c23);
            left = Vector512.Create(Unsafe.Add(ref a, (3 * aStride) + k));
            c30 = Vector512.FusedMultiplyAdd(left, b0, c30);
            c31 = Vector512.FusedMultiplyAdd(left, b1, c31);
            c32 = Vector512.FusedMultiplyAdd(left, b2, c32);
            c33 = Vector512.FusedMultiplyAdd(left, b3, c33);
        }
        Store(ref c, c00, c01, c02, c03);
        Store(ref Unsafe.Add(ref c, cStride), c10, c11, c12, c13);
        Store(ref Unsafe.Add(ref c, 2 * cStride), c20, c21, c22, c23);
        Store(ref Unsafe.Add(ref c, 3 * cStride), c30, c31, c32, c33);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void NarrowTile(ref double a, nint aStride, ref double b, nint bStride, int inner, ref double c, nint cStride)
    {
        Vector512<double> c0 = default, c1 = default, c2 = default, c3 = default;
        for (nint k = 0; k < inner; k++)
        {
            var right = Vector512.LoadUnsafe(ref Unsafe.Add(ref b, k * bStride));
            c0 = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref a, k)), right, c0);
            c1 = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref a, aStride + k)), right, c1);
            c2 = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref a, (2 * aStride) + k)), right, c2);
            c3 = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref a, (3 * aStride) + k)), right, c3);
        }
        c0.StoreUnsafe(ref c);
        c1.StoreUnsafe(ref Unsafe.Add(ref c, cStride));
        c2.StoreUnsafe(ref Unsafe.Add(ref c, 2 * cStride));
        c3.StoreUnsafe(ref Unsafe.Add(ref c, 3 * cStride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(ref double target, Vector512<double> x0, Vector512<double> x1, Vector512<double> x2, Vector512<double> x3)
    {
        x0.StoreUnsafe(ref target);
        x1.StoreUnsafe(ref target, 8);
        x2.StoreUnsafe(ref target, 16);
        x3.StoreUnsafe(ref target, 24);
    }
}
