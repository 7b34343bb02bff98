using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.MeanFieldHinge.Training.Kernels;

/// <summary>The forward tile of the hinge training step: pre-activations of 12 examples × 2 vectors of hidden units, never stored.</summary>
internal static class HingeForward
{
    /// <summary>Inputs that lie next to each other in a tile, of one example after the other.</summary>
    private const int Span = 128;

    /// <summary>Numbers from one example to the next: not a power of two, so that twelve reads at a time do not fall on one bank of the
    /// cache.</summary>
    private const int Pitch = Span + 4;

    private const int SpanLength = HingeLayout.ForwardRows * Pitch;

    /// <summary>Numbers in a tile.</summary>
    public static int TileLength(int depth) => (depth + Span - 1) / Span * SpanLength;

    /// <summary>Copies up to 12 rows of the inputs into a tile: 128 inputs of every example, then the next 128. What else is there is not a
    /// result.</summary>
    /// <param name="inputs">Row-major inputs, n × depth.</param>
    /// <param name="depth">Input dimension.</param>
    /// <param name="rows">Indices of the rows to take, at most 12.</param>
    /// <param name="tile">Receives them.</param>
    public static void PackInto<T>(ReadOnlySpan<T> inputs, int depth, ReadOnlySpan<int> rows, Span<T> tile)
        where T : unmanaged
    {
        for (var r = 0; r < rows.Length; r++)
        {
            var row = inputs[(rows[r] * depth)..];
            for (var k = 0; k < depth; k += Vector512<T>.Count)
            {
                var target = tile[((k / Span * SpanLength) + (r * Pitch) + (k % Span))..];
                if (row.Length - k >= Vector512<T>.Count) Vector512.LoadUnsafe(in row[k]).StoreUnsafe(ref target[0]);
                else row[k..].CopyTo(target);
            }
        }
    }

    /// <summary>z = x·w for one tile; adds a·max(0, z) and max(0, z)² to the lane sums of every example and writes the bits z &gt; 0.</summary>
    /// <param name="x">Packed tile.</param>
    /// <param name="w">Panel of inner weights, depth × 2 vectors.</param>
    /// <param name="depth">Input dimension.</param>
    /// <param name="a">Outer weights of the panel, 2 vectors.</param>
    /// <param name="sums">12 vectors: lane sums of the network output.</param>
    /// <param name="squares">12 vectors: lane sums of max(0, z)².</param>
    /// <param name="steps">For every eight units of the panel a row, a byte an example.</param>
    /// <param name="rowLength">Bytes from one row to the next.</param>
    public static void Tile<T>(ref T x, ref T w, int depth, ref T a, ref T sums, ref T squares, ref byte steps, int rowLength)
        where T : unmanaged
    {
        Vector512<T> z00 = default, z01 = default, z10 = default, z11 = default, z20 = default, z21 = default;
        Vector512<T> z30 = default, z31 = default, z40 = default, z41 = default, z50 = default, z51 = default;
        Vector512<T> z60 = default, z61 = default, z70 = default, z71 = default, z80 = default, z81 = default;
        Vector512<T> z90 = default, z91 = default, zA0 = default, zA1 = default, zB0 = default, zB1 = default;
        for (var first = 0; first < depth; first += Span)
        {
            ref var at = ref x;
            for (var left = Math.Min(Span, depth - first); left > 0; left--)
            {
                var w0 = Vector512.LoadUnsafe(ref w);
                var w1 = Vector512.LoadUnsafe(ref w, (nuint)Vector512<T>.Count);
                Accumulate(ref at, 0, w0, w1, ref z00, ref z01);
                Accumulate(ref at, 1, w0, w1, ref z10, ref z11);
                Accumulate(ref at, 2, w0, w1, ref z20, ref z21);
                Accumulate(ref at, 3, w0, w1, ref z30, ref z31);
                Accumulate(ref at, 4, w0, w1, ref z40, ref z41);
                Accumulate(ref at, 5, w0, w1, ref z50, ref z51);
                Accumulate(ref at, 6, w0, w1, ref z60, ref z61);
                Accumulate(ref at, 7, w0, w1, ref z70, ref z71);
                Accumulate(ref at, 8, w0, w1, ref z80, ref z81);
                Accumulate(ref at, 9, w0, w1, ref z90, ref z91);
                Accumulate(ref at, 10, w0, w1, ref zA0, ref zA1);
                Accumulate(ref at, 11, w0, w1, ref zB0, ref zB1);
                at = ref Unsafe.Add(ref at, 1);
                w = ref Unsafe.Add(ref w, 2 * Vector512<T>.Count);
            }
            x = ref Unsafe.Add(ref x, SpanLength);
        }
        var a0 = Vector512.LoadUnsafe(ref a);
        var a1 = Vector512.LoadUnsafe(ref a, (nuint)Vector512<T>.Count);
        Finish(z00, z01, a0, a1, 0, ref sums, ref squares, ref steps, rowLength);
        Finish(z10, z11, a0, a1, 1, ref sums, ref squares, ref steps, rowLength);
        Finish(z20, z21, a0, a1, 2, ref sums, ref squares, ref steps, rowLength);
        Finish(z30, z31, a0, a1, 3, ref sums, ref squares, ref steps, rowLength);
        Finish(z40, z41, a0, a1, 4, ref sums, ref squares, ref steps, rowLength);
        Finish(z50, z51, a0, a1, 5, ref sums, ref squares, ref steps, rowLength);
        Finish(z60, z61, a0, a1, 6, ref sums, ref squares, ref steps, rowLength);
        Finish(z70, z71, a0, a1, 7, ref sums, ref squares, ref steps, rowLength);
        Finish(z80, z81, a0, a1, 8, ref sums, ref squares, ref steps, rowLength);
        Finish(z90, z91, a0, a1, 9, ref sums, ref squares, ref steps, rowLength);
        Finish(zA0, zA1, a0, a1, 10, ref sums, ref squares, ref steps, rowLength);
        Finish(zB0, zB1, a0, a1, 11, ref sums, ref squares, ref steps, rowLength);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accumulate<T>(
        ref T x, int row, Vector512<T> w0, Vector512<T> w1, ref Vector512<T> z0, ref Vector512<T> z1)
        where T : unmanaged
    {
        var value = Vector512.Create(Unsafe.Add(ref x, row * Pitch));
        z0 = Lanes.MultiplyAdd(value, w0, z0);
        z1 = Lanes.MultiplyAdd(value, w1, z1);
    }

    /// <summary>Max (unlike a select) lets NaN through, so a pre-activation that is not a number reaches the output and is noticed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish<T>(
        Vector512<T> z0, Vector512<T> z1, Vector512<T> a0, Vector512<T> a1, int row, ref T sums, ref T squares, ref byte steps, int rowLength)
        where T : unmanaged
    {
        var count = Vector512<T>.Count;
        ref var sum = ref Unsafe.Add(ref sums, row * count);
        ref var square = ref Unsafe.Add(ref squares, row * count);
        var (r0, r1) = (Vector512.Max(z0, Vector512<T>.Zero), Vector512.Max(z1, Vector512<T>.Zero));
        Lanes.MultiplyAdd(a1, r1, Lanes.MultiplyAdd(a0, r0, Vector512.LoadUnsafe(ref sum))).StoreUnsafe(ref sum);
        Lanes.MultiplyAdd(r1, r1, Lanes.MultiplyAdd(r0, r0, Vector512.LoadUnsafe(ref square))).StoreUnsafe(ref square);
        var bits = Vector512.GreaterThan(z0, Vector512<T>.Zero).ExtractMostSignificantBits()
            | (Vector512.GreaterThan(z1, Vector512<T>.Zero).ExtractMostSignificantBits() << count);
        Unsafe.Add(ref steps, row) = (byte)bits;
        Unsafe.Add(ref steps, rowLength + row) = (byte)(bits >> 8);
        if (count == 8) return;
        Unsafe.Add(ref steps, (2 * rowLength) + row) = (byte)(bits >> 16);
        Unsafe.Add(ref steps, (3 * rowLength) + row) = (byte)(bits >> 24);
    }
}
