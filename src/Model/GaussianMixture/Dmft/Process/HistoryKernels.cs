using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.GaussianMixture.Dmft.Process;

/// <summary>The two products of the march with a page of the history of one block of 64 samples: a weighted sum of its rows, and all its dot
/// products.</summary>
/// <remarks>
/// One source in vectors of 512 bits; rows enter a sum in order, samples a dot product lane by lane: same bits on any hardware. Numbers may be kept
/// in single precision; they are widened as they are read, and all arithmetic is double. Compiled fully at first use.
/// </remarks>
internal static class HistoryKernels
{
    public const int Lanes = 8;

    /// <summary>Rows of a block that lie together.</summary>
    public const int RowsPerPage = 16;

    private const int Block = SampleLayout.BlockSize;
    private const int CacheLine = 64;

    /// <summary>sum += Σ_l factors[l] · row_l.</summary>
    /// <param name="rows">A page: at least as many rows as there are factors.</param>
    /// <param name="factors">One a row.</param>
    /// <param name="sum">64 values.</param>
    /// <param name="ahead">The page that will be read next, fetched on the way.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddRowsInto<T>(ReadOnlySpan<T> rows, ReadOnlySpan<double> factors, Span<double> sum, ReadOnlySpan<T> ahead)
        where T : unmanaged
    {
        ref var target = ref MemoryMarshal.GetReference(sum);
        var (s0, s1) = (Load(ref target, 0), Load(ref target, 1));
        var (s2, s3) = (Load(ref target, 2), Load(ref target, 3));
        var (s4, s5) = (Load(ref target, 4), Load(ref target, 5));
        var (s6, s7) = (Load(ref target, 6), Load(ref target, 7));
        ref var next = ref MemoryMarshal.GetReference(ahead);
        for (var l = 0; l < factors.Length; l++)
        {
            ref var row = ref MemoryMarshal.GetReference(rows.Slice(l * Block, Block));
            FetchRow(ref Unsafe.Add(ref next, l * Block));
            var factor = Vector512.Create(factors[l]);
            s0 = Vector512.FusedMultiplyAdd(factor, LoadRow(ref row, 0), s0);
            s1 = Vector512.FusedMultiplyAdd(factor, LoadRow(ref row, 1), s1);
            s2 = Vector512.FusedMultiplyAdd(factor, LoadRow(ref row, 2), s2);
            s3 = Vector512.FusedMultiplyAdd(factor, LoadRow(ref row, 3), s3);
            s4 = Vector512.FusedMultiplyAdd(factor, LoadRow(ref row, 4), s4);
            s5 = Vector512.FusedMultiplyAdd(factor, LoadRow(ref row, 5), s5);
            s6 = Vector512.FusedMultiplyAdd(factor, LoadRow(ref row, 6), s6);
            s7 = Vector512.FusedMultiplyAdd(factor, LoadRow(ref row, 7), s7);
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

    /// <summary>sum += Σ_l factors[l] · row_l, the same bits, for rows that lie in a cache: half a block at a time, for which registers suffice with
    /// vectors of 256 bits, and nothing fetched ahead.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddNearRowsInto<T>(ReadOnlySpan<T> rows, ReadOnlySpan<double> factors, Span<double> sum)
        where T : unmanaged
    {
        ref var start = ref MemoryMarshal.GetReference(rows[..(factors.Length * Block)]);
        ref var target = ref MemoryMarshal.GetReference(sum[..Block]);
        for (var half = 0; half < Block / Lanes; half += Block / Lanes / 2)
        {
            var (s0, s1) = (Load(ref target, half), Load(ref target, half + 1));
            var (s2, s3) = (Load(ref target, half + 2), Load(ref target, half + 3));
            for (var l = 0; l < factors.Length; l++)
            {
                ref var row = ref Unsafe.Add(ref start, l * Block);
                var factor = Vector512.Create(factors[l]);
                s0 = Vector512.FusedMultiplyAdd(factor, LoadRow(ref row, half), s0);
                s1 = Vector512.FusedMultiplyAdd(factor, LoadRow(ref row, half + 1), s1);
                s2 = Vector512.FusedMultiplyAdd(factor, LoadRow(ref row, half + 2), s2);
                s3 = Vector512.FusedMultiplyAdd(factor, LoadRow(ref row, half + 3), s3);
            }
            Store(ref target, half, s0);
            Store(ref target, half + 1, s1);
            Store(ref target, half + 2, s2);
            Store(ref target, half + 3, s3);
        }
    }

    /// <summary>The same sum, and lanes[l] += row_l ∘ vector, folded from 64 samples to the 8 lanes of row l.</summary>
    /// <param name="rows">A page: at least as many rows as there are factors.</param>
    /// <param name="factors">One a row.</param>
    /// <param name="vector">64 values.</param>
    /// <param name="sum">64 values.</param>
    /// <param name="lanes">8 partial sums a row.</param>
    /// <param name="ahead">The page that will be read next, fetched on the way.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddAndDotRowsInto<T>(
        ReadOnlySpan<T> rows, ReadOnlySpan<double> factors, ReadOnlySpan<double> vector, Span<double> sum, Span<double> lanes, ReadOnlySpan<T> ahead)
        where T : unmanaged
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
        ref var next = ref MemoryMarshal.GetReference(ahead);
        for (var l = 0; l < factors.Length; l++)
        {
            ref var row = ref MemoryMarshal.GetReference(rows.Slice(l * Block, Block));
            FetchRow(ref Unsafe.Add(ref next, l * Block));
            var factor = Vector512.Create(factors[l]);
            var x = LoadRow(ref row, 0);
            s0 = Vector512.FusedMultiplyAdd(factor, x, s0);
            var even = Vector512.FusedMultiplyAdd(v0, x, Load(ref dots, l));
            x = LoadRow(ref row, 1);
            s1 = Vector512.FusedMultiplyAdd(factor, x, s1);
            var odd = v1 * x;
            x = LoadRow(ref row, 2);
            s2 = Vector512.FusedMultiplyAdd(factor, x, s2);
            even = Vector512.FusedMultiplyAdd(v2, x, even);
            x = LoadRow(ref row, 3);
            s3 = Vector512.FusedMultiplyAdd(factor, x, s3);
            odd = Vector512.FusedMultiplyAdd(v3, x, odd);
            x = LoadRow(ref row, 4);
            s4 = Vector512.FusedMultiplyAdd(factor, x, s4);
            even = Vector512.FusedMultiplyAdd(v4, x, even);
            x = LoadRow(ref row, 5);
            s5 = Vector512.FusedMultiplyAdd(factor, x, s5);
            odd = Vector512.FusedMultiplyAdd(v5, x, odd);
            x = LoadRow(ref row, 6);
            s6 = Vector512.FusedMultiplyAdd(factor, x, s6);
            even = Vector512.FusedMultiplyAdd(v6, x, even);
            x = LoadRow(ref row, 7);
            s7 = Vector512.FusedMultiplyAdd(factor, x, s7);
            odd = Vector512.FusedMultiplyAdd(v7, x, odd);
            Store(ref dots, l, even + odd);
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

    /// <summary>lanes += row ∘ vector, one vector after the other: a row on its own.</summary>
    public static void DotRowInto<T>(ReadOnlySpan<T> row, ReadOnlySpan<double> vector, Span<double> lanes)
        where T : unmanaged
    {
        ref var start = ref MemoryMarshal.GetReference(row[..Block]);
        var sum = Vector512.Create<double>(lanes);
        for (var i = 0; i < Block / Lanes; i++) sum = Vector512.FusedMultiplyAdd(Vector512.Create(vector[(i * Lanes)..]), LoadRow(ref start, i), sum);
        sum.CopyTo(lanes);
    }

    /// <summary>weighted = weights ∘ values; the same memory may be both.</summary>
    public static void WeightInto(ReadOnlySpan<double> weights, ReadOnlySpan<double> values, Span<double> weighted)
    {
        for (var i = 0; i < Block; i += Lanes) (Vector512.Create(weights[i..]) * Vector512.Create(values[i..])).CopyTo(weighted[i..]);
    }

    /// <summary>Eight zeros a row, rented from the pool.</summary>
    public static Span<double> RentLanes(int rows, out double[] rented)
    {
        var length = rows * Lanes;
        rented = ArrayPool<double>.Shared.Rent(length);
        rented.AsSpan(0, length).Clear();
        return rented.AsSpan(0, length);
    }

    /// <summary>The sum of the lanes of every row; gives the lanes back.</summary>
    public static void FoldAndReturn(double[] lanes, Span<double> sums)
    {
        for (var row = 0; row < sums.Length; row++)
            sums[row] = Numerics.Kernels.Lanes.Sum(Vector512.Create<double>(lanes.AsSpan(row * Lanes)));
        ArrayPool<double>.Shared.Return(lanes);
    }

    /// <summary>A row in double precision.</summary>
    public static void Widen<T>(ReadOnlySpan<T> row, Span<double> values)
        where T : unmanaged
    {
        ref var start = ref MemoryMarshal.GetReference(row[..Block]);
        for (var i = 0; i < Block / Lanes; i++) LoadRow(ref start, i).CopyTo(values[(i * Lanes)..]);
    }

    /// <summary>A row as it is kept: each number rounded to the nearest.</summary>
    public static void Narrow<T>(ReadOnlySpan<double> values, Span<T> row)
        where T : unmanaged
    {
        if (typeof(T) == typeof(double))
        {
            values.CopyTo(MemoryMarshal.Cast<T, double>(row));
            return;
        }
        var singles = MemoryMarshal.Cast<T, float>(row);
        for (var i = 0; i < Block; i += 2 * Lanes)
            Vector512.Narrow(Vector512.Create(values[i..]), Vector512.Create(values[(i + Lanes)..])).CopyTo(singles[i..]);
    }

    /// <summary>Asks for a row that will be read a page of rows later.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FetchRow<T>(ref T row)
        where T : unmanaged
    {
        for (var i = 0; i < Block; i += CacheLine / Unsafe.SizeOf<T>()) Cache.Fetch(ref Unsafe.Add(ref row, i));
    }

    /// <summary>Eight numbers of a row, in double precision.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> LoadRow<T>(ref T row, int vector)
        where T : unmanaged =>
        typeof(T) == typeof(float)
            ? Vector512.WidenLower(Vector256.LoadUnsafe(ref row, (nuint)(vector * Lanes)).AsSingle().ToVector512Unsafe())
            : Vector512.LoadUnsafe(ref row, (nuint)(vector * Lanes)).AsDouble();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Load(ref double start, int vector) => Vector512.LoadUnsafe(ref start, (nuint)(vector * Lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(ref double start, int vector, Vector512<double> value) => value.StoreUnsafe(ref start, (nuint)(vector * Lanes));
}
