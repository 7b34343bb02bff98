using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pipelines.Model.Numerics.Kernels;

/// <summary>The forward tile of the hinge training step: pre-activations of 12 examples × 2 vectors of hidden units, never stored.</summary>
internal static class HingeForward
{
    /// <summary>Transposes up to 12 rows of the inputs into a tile, 12 numbers per input dimension; missing rows become zeros.</summary>
    /// <param name="inputs">Row-major inputs, n × depth.</param>
    /// <param name="depth">Input dimension.</param>
    /// <param name="rows">Indices of the rows to take, at most 12.</param>
    /// <param name="tile">depth × 12.</param>
    public static void PackInto<T>(ReadOnlySpan<T> inputs, int depth, ReadOnlySpan<int> rows, Span<T> tile)
        where T : unmanaged
    {
        if (rows.Length < HingeLayout.ForwardRows) tile.Clear();
        for (var r = 0; r < rows.Length; r++)
        {
            var row = inputs.Slice(rows[r] * depth, depth);
            ref var target = ref tile[r];
            for (var k = 0; k < row.Length; k++) Unsafe.Add(ref target, k * HingeLayout.ForwardRows) = row[k];
        }
    }

    /// <summary>z = x·w for one tile; adds a·max(0, z) and max(0, z)² to the lane sums of every example and writes y·step(z), step(0) = 0.</summary>
    /// <param name="x">Packed tile, depth × 12.</param>
    /// <param name="w">Panel of inner weights, depth × 2 vectors.</param>
    /// <param name="depth">Input dimension.</param>
    /// <param name="a">Outer weights of the panel, 2 vectors.</param>
    /// <param name="y">Labels of the 12 examples.</param>
    /// <param name="sums">12 vectors: lane sums of the network output.</param>
    /// <param name="squares">12 vectors: lane sums of max(0, z)².</param>
    /// <param name="signs">12 × 2 vectors: the signed steps.</param>
    public static void Tile<T>(ref T x, ref T w, int depth, ref T a, ref T y, ref T sums, ref T squares, ref T signs)
        where T : unmanaged
    {
        Vector512<T> z00 = default, z01 = default, z10 = default, z11 = default, z20 = default, z21 = default;
        Vector512<T> z30 = default, z31 = default, z40 = default, z41 = default, z50 = default, z51 = default;
        Vector512<T> z60 = default, z61 = default, z70 = default, z71 = default, z80 = default, z81 = default;
        Vector512<T> z90 = default, z91 = default, zA0 = default, zA1 = default, zB0 = default, zB1 = default;
        for (var k = 0; k < depth; k++)
        {
            var w0 = Vector512.LoadUnsafe(ref w);
            var w1 = Vector512.LoadUnsafe(ref w, (nuint)Vector512<T>.Count);
            Accumulate(ref x, 0, w0, w1, ref z00, ref z01);
            Accumulate(ref x, 1, w0, w1, ref z10, ref z11);
            Accumulate(ref x, 2, w0, w1, ref z20, ref z21);
            Accumulate(ref x, 3, w0, w1, ref z30, ref z31);
            Accumulate(ref x, 4, w0, w1, ref z40, ref z41);
            Accumulate(ref x, 5, w0, w1, ref z50, ref z51);
            Accumulate(ref x, 6, w0, w1, ref z60, ref z61);
            Accumulate(ref x, 7, w0, w1, ref z70, ref z71);
            Accumulate(ref x, 8, w0, w1, ref z80, ref z81);
            Accumulate(ref x, 9, w0, w1, ref z90, ref z91);
            Accumulate(ref x, 10, w0, w1, ref zA0, ref zA1);
            Accumulate(ref x, 11, w0, w1, ref zB0, ref zB1);
            x = ref Unsafe.Add(ref x, HingeLayout.ForwardRows);
            w = ref Unsafe.Add(ref w, 2 * Vector512<T>.Count);
        }
        var a0 = Vector512.LoadUnsafe(ref a);
        var a1 = Vector512.LoadUnsafe(ref a, (nuint)Vector512<T>.Count);
        Finish(z00, z01, a0, a1, 0, ref y, ref sums, ref squares, ref signs);
        Finish(z10, z11, a0, a1, 1, ref y, ref sums, ref squares, ref signs);
        Finish(z20, z21, a0, a1, 2, ref y, ref sums, ref squares, ref signs);
        Finish(z30, z31, a0, a1, 3, ref y, ref sums, ref squares, ref signs);
        Finish(z40, z41, a0, a1, 4, ref y, ref sums, ref squares, ref signs);
        Finish(z50, z51, a0, a1, 5, ref y, ref sums, ref squares, ref signs);
        Finish(z60, z61, a0, a1, 6, ref y, ref sums, ref squares, ref signs);
        Finish(z70, z71, a0, a1, 7, ref y, ref sums, ref squares, ref signs);
        Finish(z80, z81, a0, a1, 8, ref y, ref sums, ref squares, ref signs);
        Finish(z90, z91, a0, a1, 9, ref y, ref sums, ref squares, ref signs);
        Finish(zA0, zA1, a0, a1, 10, ref y, ref sums, ref squares, ref signs);
        Finish(zB0, zB1, a0, a1, 11, ref y, ref sums, ref squares, ref signs);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accumulate<T>(
        ref T x, int row, Vector512<T> w0, Vector512<T> w1, ref Vector512<T> z0, ref Vector512<T> z1)
        where T : unmanaged
    {
        var value = Vector512.Create(Unsafe.Add(ref x, row));
        z0 = Lanes.MultiplyAdd(value, w0, z0);
        z1 = Lanes.MultiplyAdd(value, w1, z1);
    }

    /// <summary>Max (unlike a select) lets NaN through, so a pre-activation that is not a number reaches the output and is noticed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish<T>(
        Vector512<T> z0, Vector512<T> z1, Vector512<T> a0, Vector512<T> a1, int row, ref T y,
        ref T sums, ref T squares, ref T signs)
        where T : unmanaged
    {
        var count = Vector512<T>.Count;
        ref var sum = ref Unsafe.Add(ref sums, row * count);
        ref var square = ref Unsafe.Add(ref squares, row * count);
        ref var sign = ref Unsafe.Add(ref signs, row * 2 * count);
        var label = Vector512.Create(Unsafe.Add(ref y, row));
        var (r0, r1) = (Vector512.Max(z0, Vector512<T>.Zero), Vector512.Max(z1, Vector512<T>.Zero));
        Lanes.MultiplyAdd(a1, r1, Lanes.MultiplyAdd(a0, r0, Vector512.LoadUnsafe(ref sum))).StoreUnsafe(ref sum);
        Lanes.MultiplyAdd(r1, r1, Lanes.MultiplyAdd(r0, r0, Vector512.LoadUnsafe(ref square))).StoreUnsafe(ref square);
        (Vector512.GreaterThan(z0, Vector512<T>.Zero) & label).StoreUnsafe(ref sign);
        (Vector512.GreaterThan(z1, Vector512<T>.Zero) & label).StoreUnsafe(ref sign, (nuint)count);
    }
}
