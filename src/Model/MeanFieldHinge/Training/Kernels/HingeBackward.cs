using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.MeanFieldHinge.Training.Kernels;

/// <summary>The backward half of the hinge training step: for every hidden unit the sum of ψ y·x over the examples at which it is on.</summary>
/// <remarks>
/// No product is needed. Four examples have sixteen partial sums; they are made once, and every unit looks its own up by four bits, one per example
/// (the method of four Russians): a quarter of the additions that adding example by example takes.
/// Order of a sum: within four examples as they come, ((x₀ + x₁) + x₂) + x₃ without those that are off; eight such sums in a balanced tree; that onto
/// the gradient. So it depends on the places of the examples alone. Tables of one span of inputs, 32 KiB, stay in the first-level cache.
/// </remarks>
internal sealed class HingeBackward<T>(HingeLayout layout)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Examples that are summed at a time.</summary>
    public const int Examples = Fours * 4;

    private const int Fours = 8, Subsets = 16, SpanVectors = 4, Pitch = SpanVectors + 1, RowBytes = Pitch * 64;
    private static readonly int s_span = SpanVectors * Vector512<T>.Count, s_pitch = Pitch * Vector512<T>.Count;

    private readonly AlignedBuffer<T> _signed = new(Examples * layout.RowLength);
    private readonly AlignedBuffer<T> _tables = new(Fours * Subsets * Pitch * Vector512<T>.Count);
    private readonly ushort[] _places = new ushort[layout.PaddedUnits * Fours];

    /// <summary>Puts ψ y·x of an example at its place among those to sum.</summary>
    public void Put(int place, ReadOnlySpan<T> input, T weight)
    {
        var target = _signed.Span.Slice(place * layout.RowLength, layout.RowLength);
        var k = 0;
        for (; k <= input.Length - Vector512<T>.Count; k += Vector512<T>.Count)
            (Vector512.LoadUnsafe(in input[k]) * Vector512.Create(weight)).StoreUnsafe(ref target[k]);
        for (; k < input.Length; k++) target[k] = input[k] * weight;
    }

    /// <summary>Adds the sums over the examples that were put to the gradient.</summary>
    /// <param name="steps">Which units are on: for every eight units a row, a byte an example.</param>
    /// <param name="rowLength">Bytes from one row to the next.</param>
    /// <param name="count">Number of examples, at most 32; at the other places nothing is on.</param>
    /// <param name="gradient">Row-major, a padded row a unit.</param>
    public void AddInto(ReadOnlySpan<byte> steps, int rowLength, int count, Span<T> gradient)
    {
        for (var octet = 0; octet < layout.PaddedUnits / 8; octet++)
            Place(steps.Slice(octet * rowLength, Examples), count, _places.AsSpan(octet * Examples * 2));
        for (var first = 0; first < layout.RowLength; first += s_span)
        {
            var length = Math.Min(s_span, layout.RowLength - first);
            for (var four = 0; four < Fours; four++) Tabulate(four, first, length);
            Gather(ref _tables.Span[0], _places, ref gradient[first], layout.RowLength, length);
        }
    }

    /// <summary>
    /// Turns a byte an example with a bit a unit into four bits for every unit and four examples, and these into the place of their sum in the
    /// tables: for eight units and 32 examples.
    /// </summary>
    private static void Place(ReadOnlySpan<byte> steps, int count, Span<ushort> places)
    {
        var bits = Vector256.Create(steps);
        if (count < Examples) bits &= Vector256.LessThan(Vector256<byte>.Indices, Vector256.Create((byte)count));
        var codes = Vector256.Widen(Transposed(bits.AsUInt64()).AsByte());
        Place(codes.Lower, 0, places);
        Place(codes.Upper, 4, places[16..]);
    }

    private static void Place(Vector256<ushort> codes, int four, Span<ushort> places)
    {
        const int table = Subsets * RowBytes;
        var tables = Vector256.ConditionalSelect(
            Vector256.LessThan(Vector256<ushort>.Indices, Vector256.Create((ushort)8)),
            Vector256.Create((ushort)(four * table)), Vector256.Create((ushort)((four + 2) * table)));
        (((codes & Vector256.Create((ushort)15)) * RowBytes) + tables).CopyTo(places);
        (((codes >> 4) * RowBytes) + tables + Vector256.Create((ushort)table)).CopyTo(places[Examples..]);
    }

    /// <summary>The transposes of four 8 × 8 matrices of bits: blocks of one, two and four change places.</summary>
    private static Vector256<ulong> Transposed(Vector256<ulong> x)
    {
        var t = (x ^ (x >> 7)) & Vector256.Create(0x00AA00AA00AA00AAUL);
        x ^= t ^ (t << 7);
        t = (x ^ (x >> 14)) & Vector256.Create(0x0000CCCC0000CCCCUL);
        x ^= t ^ (t << 14);
        t = (x ^ (x >> 28)) & Vector256.Create(0x00000000F0F0F0F0UL);
        return x ^ t ^ (t << 28);
    }

    /// <summary>The sixteen sums of four examples, over one span of inputs; the empty one is zero from the beginning.</summary>
    private void Tabulate(int four, int first, int length)
    {
        ref var source = ref _signed.Span[(four * 4 * layout.RowLength) + first];
        ref var target = ref _tables.Span[four * Subsets * s_pitch];
        for (var v = 0; v < length; v += Vector512<T>.Count)
        {
            ref var x = ref Unsafe.Add(ref source, v);
            ref var sums = ref Unsafe.Add(ref target, v);
            var x0 = Vector512.LoadUnsafe(ref x);
            var x1 = Vector512.LoadUnsafe(ref x, (nuint)layout.RowLength);
            var x2 = Vector512.LoadUnsafe(ref x, (nuint)(2 * layout.RowLength));
            var x3 = Vector512.LoadUnsafe(ref x, (nuint)(3 * layout.RowLength));
            Store(x0, ref sums, 1);
            Store(x1, ref sums, 2);
            Store(x0 + x1, ref sums, 3);
            Store(x2, ref sums, 4);
            Store(x0 + x2, ref sums, 5);
            Store(x1 + x2, ref sums, 6);
            Store(x0 + x1 + x2, ref sums, 7);
            Store(x3, ref sums, 8);
            Store(x0 + x3, ref sums, 9);
            Store(x1 + x3, ref sums, 10);
            Store(x0 + x1 + x3, ref sums, 11);
            Store(x2 + x3, ref sums, 12);
            Store(x0 + x2 + x3, ref sums, 13);
            Store(x1 + x2 + x3, ref sums, 14);
            Store(x0 + x1 + x2 + x3, ref sums, 15);
        }
    }

    /// <summary>Looks up and adds, for every unit, the sums of its eight fours over one span of inputs.</summary>
    private static void Gather(ref T tables, ReadOnlySpan<ushort> places, ref T gradient, int row, int length)
    {
        for (; places.Length > 0; places = places[(2 * Examples)..])
        {
            ref var place = ref MemoryMarshal.GetReference(places);
            for (var unit = 0; unit < 8; unit++)
            {
                nuint t0 = place, t2 = Unsafe.Add(ref place, 8), t4 = Unsafe.Add(ref place, 16), t6 = Unsafe.Add(ref place, 24);
                nuint t1 = Unsafe.Add(ref place, 32), t3 = Unsafe.Add(ref place, 40), t5 = Unsafe.Add(ref place, 48), t7 = Unsafe.Add(ref place, 56);
                ref var at = ref tables;
                ref var target = ref gradient;
                ref var end = ref Unsafe.Add(ref tables, length);
                while (Unsafe.IsAddressLessThan(ref at, ref end))
                {
                    var first = (Load(ref at, t0) + Load(ref at, t1)) + (Load(ref at, t2) + Load(ref at, t3));
                    var second = (Load(ref at, t4) + Load(ref at, t5)) + (Load(ref at, t6) + Load(ref at, t7));
                    (Vector512.LoadUnsafe(ref target) + (first + second)).StoreUnsafe(ref target);
                    at = ref Unsafe.Add(ref at, Vector512<T>.Count);
                    target = ref Unsafe.Add(ref target, Vector512<T>.Count);
                }
                place = ref Unsafe.Add(ref place, 1);
                gradient = ref Unsafe.Add(ref gradient, row);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Load(ref T tables, nuint place) => Vector512.LoadUnsafe(ref Unsafe.AddByteOffset(ref tables, place));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector512<T> sum, ref T sums, int subset) => sum.StoreUnsafe(ref sums, (nuint)(subset * Pitch * Vector512<T>.Count));
}
