using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.GaussianMixture.Dmft.Process;

/// <summary>A page of a history without its zeros: for every block a bit for each of its numbers, and then those whose bit is set, row by
/// row.</summary>
/// <remarks>
/// Eight numbers at a time are spread over the places of their bits by one instruction of AVX-512. Without it a page is never packed: spreading them
/// one by one costs what reading them costs. Products as <see cref="HistoryKernels"/> makes them, with the same bits.
/// </remarks>
internal sealed class MaskedPage<T>
    where T : unmanaged
{
    private const int Block = SampleLayout.BlockSize, RowsPerPage = HistoryKernels.RowsPerPage, Lanes = HistoryKernels.Lanes, CacheLine = 64;

    private static readonly int s_line = CacheLine / Unsafe.SizeOf<T>(), s_head = RowsPerPage * sizeof(ulong) / Unsafe.SizeOf<T>();

    private readonly AlignedBuffer<T> _numbers;
    private readonly int[] _starts;

    /// <summary>Numbers that are fetched ahead with a row of another page: whole cache lines, with sixteen rows all of the longest block.</summary>
    private readonly int _ahead;

    private MaskedPage(AlignedBuffer<T> numbers, int[] starts, int ahead) => (_numbers, _starts, _ahead) = (numbers, starts, ahead);

    /// <summary>The first page of a history; null where it is not worth it.</summary>
    public static MaskedPage<T>? TryPack(SampleHistory<T> history, int blocks)
    {
        if (!Avx512F.IsSupported) return null;
        var (masks, starts) = (new ulong[blocks * RowsPerPage], new int[blocks]);
        var (end, longest) = (0L, 0);
        for (var block = 0; block < blocks; block++)
        {
            starts[block] = (int)end;
            var length = s_head;
            for (var row = 0; row < RowsPerPage; row++)
            {
                var mask = masks[(block * RowsPerPage) + row] = MaskOf(Row(history, block, row));
                length += BitOperations.PopCount(mask);
            }
            longest = Math.Max(longest, length);
            end += (length + s_line - 1) / s_line * s_line;
        }
        if (end > blocks * (RowsPerPage * Block * 3L) / 4) return null;
        var ahead = Chunks.Count(longest, RowsPerPage * s_line) * s_line;
        // What is read (and left out) or fetched beyond the last number is in the page, too.
        var numbers = AlignedBuffer<T>.Uncleared((int)end + Lanes + (RowsPerPage * ahead));
        for (var block = 0; block < blocks; block++)
        {
            var target = numbers.Span[starts[block]..];
            masks.AsSpan(block * RowsPerPage, RowsPerPage).CopyTo(MemoryMarshal.Cast<T, ulong>(target));
            var next = s_head;
            for (var row = 0; row < RowsPerPage; row++)
            {
                var values = Row(history, block, row);
                for (var left = masks[(block * RowsPerPage) + row]; left != 0; left &= left - 1)
                    target[next++] = values[BitOperations.TrailingZeroCount(left)];
            }
        }
        return new(numbers, starts, ahead);
    }

    /// <summary>A row of a block.</summary>
    public void Read(int row, int block, Span<double> values)
    {
        ref var masks = ref Masks(block);
        ref var at = ref First(ref masks);
        for (var l = 0; l < row; l++) at = ref Unsafe.Add(ref at, BitOperations.PopCount(Unsafe.Add(ref masks, l)));
        var mask = Unsafe.Add(ref masks, row);
        for (var i = 0; i < Block / Lanes; i++) Next(ref at, mask, Vector512.Create(mask), i).CopyTo(values[(i * Lanes)..]);
    }

    /// <summary>sum += Σ_l factors[l] · row_l of a block.</summary>
    /// <param name="block">Which.</param>
    /// <param name="factors">One a row.</param>
    /// <param name="sum">64 values.</param>
    /// <param name="ahead">The page that will be read next, fetched on the way.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddInto(int block, ReadOnlySpan<double> factors, Span<double> sum, MaskedPage<T> ahead)
    {
        ref var target = ref MemoryMarshal.GetReference(sum);
        var (s0, s1) = (Load(ref target, 0), Load(ref target, 1));
        var (s2, s3) = (Load(ref target, 2), Load(ref target, 3));
        var (s4, s5) = (Load(ref target, 4), Load(ref target, 5));
        var (s6, s7) = (Load(ref target, 6), Load(ref target, 7));
        ref var masks = ref Masks(block);
        ref var at = ref First(ref masks);
        for (var l = 0; l < RowsPerPage; l++)
        {
            ahead.Fetch(block, l);
            var mask = Unsafe.Add(ref masks, l);
            var bits = Vector512.Create(mask);
            var factor = Vector512.Create(factors[l]);
            s0 = Vector512.FusedMultiplyAdd(factor, Next(ref at, mask, bits, 0), s0);
            s1 = Vector512.FusedMultiplyAdd(factor, Next(ref at, mask, bits, 1), s1);
            s2 = Vector512.FusedMultiplyAdd(factor, Next(ref at, mask, bits, 2), s2);
            s3 = Vector512.FusedMultiplyAdd(factor, Next(ref at, mask, bits, 3), s3);
            s4 = Vector512.FusedMultiplyAdd(factor, Next(ref at, mask, bits, 4), s4);
            s5 = Vector512.FusedMultiplyAdd(factor, Next(ref at, mask, bits, 5), s5);
            s6 = Vector512.FusedMultiplyAdd(factor, Next(ref at, mask, bits, 6), s6);
            s7 = Vector512.FusedMultiplyAdd(factor, Next(ref at, mask, bits, 7), s7);
            at = ref Unsafe.Add(ref at, BitOperations.PopCount(mask));
        }
        Store(ref target, 0, s0);
        Store(ref target, 1, s1);
        Store(ref target, 2, s2);
        Store(ref target, 3, s3);
        Store(ref target, 4, s4);
        Store(ref target, 5, s5);
        Store(ref target, 6, s6);
        Store(ref target, 7, s7);
    }

    /// <summary>The same sum, and lanes[l] += row_l ∘ vector, folded from 64 samples to the 8 lanes of row l.</summary>
    /// <param name="block">Which.</param>
    /// <param name="factors">One a row.</param>
    /// <param name="vector">64 values.</param>
    /// <param name="sum">64 values.</param>
    /// <param name="lanes">8 partial sums a row.</param>
    /// <param name="ahead">The page that will be read next, fetched on the way.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddAndDotInto(
        int block, ReadOnlySpan<double> factors, ReadOnlySpan<double> vector, Span<double> sum, Span<double> lanes, MaskedPage<T> ahead)
    {
        ref var target = ref MemoryMarshal.GetReference(sum);
        var (s0, s1) = (Load(ref target, 0), Load(ref target, 1));
        var (s2, s3) = (Load(ref target, 2), Load(ref target, 3));
        var (s4, s5) = (Load(ref target, 4), Load(ref target, 5));
        var (s6, s7) = (Load(ref target, 6), Load(ref target, 7));
        ref var v = ref MemoryMarshal.GetReference(vector);
        var (v0, v1) = (Load(ref v, 0), Load(ref v, 1));
        var (v2, v3) = (Load(ref v, 2), Load(ref v, 3));
        var (v4, v5) = (Load(ref v, 4), Load(ref v, 5));
        var (v6, v7) = (Load(ref v, 6), Load(ref v, 7));
        ref var dots = ref MemoryMarshal.GetReference(lanes);
        ref var masks = ref Masks(block);
        ref var at = ref First(ref masks);
        for (var l = 0; l < RowsPerPage; l++)
        {
            ahead.Fetch(block, l);
            var mask = Unsafe.Add(ref masks, l);
            var bits = Vector512.Create(mask);
            var factor = Vector512.Create(factors[l]);
            var x = Next(ref at, mask, bits, 0);
            s0 = Vector512.FusedMultiplyAdd(factor, x, s0);
            var even = Vector512.FusedMultiplyAdd(v0, x, Load(ref dots, l));
            x = Next(ref at, mask, bits, 1);
            s1 = Vector512.FusedMultiplyAdd(factor, x, s1);
            var odd = v1 * x;
            x = Next(ref at, mask, bits, 2);
            s2 = Vector512.FusedMultiplyAdd(factor, x, s2);
            even = Vector512.FusedMultiplyAdd(v2, x, even);
            x = Next(ref at, mask, bits, 3);
            s3 = Vector512.FusedMultiplyAdd(factor, x, s3);
            odd = Vector512.FusedMultiplyAdd(v3, x, odd);
            x = Next(ref at, mask, bits, 4);
            s4 = Vector512.FusedMultiplyAdd(factor, x, s4);
            even = Vector512.FusedMultiplyAdd(v4, x, even);
            x = Next(ref at, mask, bits, 5);
            s5 = Vector512.FusedMultiplyAdd(factor, x, s5);
            odd = Vector512.FusedMultiplyAdd(v5, x, odd);
            x = Next(ref at, mask, bits, 6);
            s6 = Vector512.FusedMultiplyAdd(factor, x, s6);
            even = Vector512.FusedMultiplyAdd(v6, x, even);
            x = Next(ref at, mask, bits, 7);
            s7 = Vector512.FusedMultiplyAdd(factor, x, s7);
            odd = Vector512.FusedMultiplyAdd(v7, x, odd);
            Store(ref dots, l, even + odd);
            at = ref Unsafe.Add(ref at, BitOperations.PopCount(mask));
        }
        Store(ref target, 0, s0);
        Store(ref target, 1, s1);
        Store(ref target, 2, s2);
        Store(ref target, 3, s3);
        Store(ref target, 4, s4);
        Store(ref target, 5, s5);
        Store(ref target, 6, s6);
        Store(ref target, 7, s7);
    }

    private static ReadOnlySpan<T> Row(SampleHistory<T> history, int block, int row) => history.PageFrom(0, block).Slice(row * Block, Block);

    /// <summary>A bit for every number that is not zero.</summary>
    private static ulong MaskOf(ReadOnlySpan<T> row)
    {
        ref var start = ref MemoryMarshal.GetReference(row[..Block]);
        var zeros = 0UL;
        for (var i = 0; i < Block; i += Vector512<T>.Count)
            zeros |= Vector512.Equals(Vector512.LoadUnsafe(ref start, (nuint)i), Vector512<T>.Zero).ExtractMostSignificantBits() << i;
        return ~zeros;
    }

    /// <summary>The bits of a block, a number a row.</summary>
    private ref ulong Masks(int block) => ref Unsafe.As<T, ulong>(ref _numbers.Span[_starts[block]]);

    /// <summary>The numbers of a block, which follow its bits.</summary>
    private static ref T First(ref ulong masks) => ref Unsafe.As<ulong, T>(ref Unsafe.Add(ref masks, RowsPerPage));

    /// <summary>Asks for a sixteenth of a block that will be read a page of rows later.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Fetch(int block, int row)
    {
        ref var at = ref _numbers.Span[_starts[block] + (row * _ahead)];
        for (var i = 0; i < _ahead; i += s_line) Cache.Fetch(ref Unsafe.Add(ref at, i));
    }

    /// <summary>Eight numbers of a row, in double precision, of which <paramref name="at"/> is the first that is not zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Next(ref T at, ulong mask, Vector512<ulong> bits, int vector)
    {
        var lanes = Vector512.Create(1UL, 2, 4, 8, 16, 32, 64, 128) << (vector * Lanes);
        var kept = ~Vector512.Equals(bits & lanes, Vector512<ulong>.Zero);
        ref var first = ref Unsafe.Add(ref at, BitOperations.PopCount(mask & ((1UL << (vector * Lanes)) - 1)));
        var packed = typeof(T) == typeof(float)
            ? Vector512.WidenLower(Vector256.LoadUnsafe(ref first).AsSingle().ToVector512Unsafe())
            : Vector512.LoadUnsafe(ref first).AsDouble();
        return Avx512F.Expand(Vector512<double>.Zero, kept.AsDouble(), packed);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Load(ref double start, int vector) => Vector512.LoadUnsafe(ref start, (nuint)(vector * Lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(ref double start, int vector, Vector512<double> value) => value.StoreUnsafe(ref start, (nuint)(vector * Lanes));
}
