using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.Theories.GaussianMixture;

/// <summary>The two products of the march with the history of one block of 64 samples: a weighted sum of its rows, and all its dot products.</summary>
/// <remarks>One source in vectors of 512 bits; rows enter a sum in order, samples a dot product lane by lane: same bits on any hardware. Compiled fully at first use.</remarks>
internal static class HistoryKernels
{
    public const int Lanes = 8;

    /// <summary>sum = Σ_l factors[l] · row_l.</summary>
    /// <param name="history">Holds at least as many rows as there are factors.</param>
    /// <param name="block">Which block of samples.</param>
    /// <param name="factors">One a row, from row 0.</param>
    /// <param name="sum">Receives 64 values.</param>
    public static void CombineInto(SampleHistory history, int block, ReadOnlySpan<double> factors, Span<double> sum)
    {
        sum.Clear();
        for (var page = 0; page * SampleHistory.RowsPerPage < factors.Length; page++)
        {
            var first = page * SampleHistory.RowsPerPage;
            var count = Math.Min(SampleHistory.RowsPerPage, factors.Length - first);
            var ahead = history.Page(first + count < factors.Length ? page + 1 : page, block);
            AddRowsInto(history.Page(page, block), factors.Slice(first, count), sum, ahead);
        }
    }

    /// <summary>sum = Σ_l factors[l] · row_l, and lanes[l] += row_l ∘ vector, folded from 64 samples to the 8 lanes of row l, in one reading of all rows.</summary>
    /// <param name="history">Holds as many rows as there are factors.</param>
    /// <param name="block">Which block of samples.</param>
    /// <param name="factors">One a row.</param>
    /// <param name="vector">64 values.</param>
    /// <param name="sum">Receives 64 values.</param>
    /// <param name="lanes">8 partial sums a row.</param>
    public static void CombineAndDotInto(
        SampleHistory history, int block, ReadOnlySpan<double> factors, ReadOnlySpan<double> vector, Span<double> sum, Span<double> lanes)
    {
        sum.Clear();
        var last = factors.Length - 1;
        for (var first = 0; first < last; first += SampleHistory.RowsPerPage)
        {
            var count = Math.Min(SampleHistory.RowsPerPage, last - first);
            var page = first / SampleHistory.RowsPerPage;
            var ahead = history.Page(first + SampleHistory.RowsPerPage < factors.Length ? page + 1 : page, block);
            AddAndDotRowsInto(history.Page(page, block), factors.Slice(first, count), vector, sum, lanes.Slice(first * Lanes, count * Lanes), ahead);
        }
        AddRowsInto(history.Row(last, block), factors[last..], sum, history.Row(last, block));
        SquareInto(history.Row(last, block), vector, lanes.Slice(last * Lanes, Lanes));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddRowsInto(ReadOnlySpan<double> rows, ReadOnlySpan<double> factors, Span<double> sum, ReadOnlySpan<double> ahead)
    {
        ref var target = ref MemoryMarshal.GetReference(sum);
        var (s0, s1) = (Load(ref target, 0), Load(ref target, 1));
        var (s2, s3) = (Load(ref target, 2), Load(ref target, 3));
        var (s4, s5) = (Load(ref target, 4), Load(ref target, 5));
        var (s6, s7) = (Load(ref target, 6), Load(ref target, 7));
        ref var next = ref MemoryMarshal.GetReference(ahead);
        for (var l = 0; l < factors.Length; l++)
        {
            ref var row = ref MemoryMarshal.GetReference(rows.Slice(l * SampleLayout.BlockSize, SampleLayout.BlockSize));
            FetchRow(ref Unsafe.Add(ref next, l * SampleLayout.BlockSize));
            var factor = Vector512.Create(factors[l]);
            s0 = Vector512.FusedMultiplyAdd(factor, Load(ref row, 0), s0);
            s1 = Vector512.FusedMultiplyAdd(factor, Load(ref row, 1), s1);
            s2 = Vector512.FusedMultiplyAdd(factor, Load(ref row, 2), s2);
            s3 = Vector512.FusedMultiplyAdd(factor, Load(ref row, 3), s3);
            s4 = Vector512.FusedMultiplyAdd(factor, Load(ref row, 4), s4);
            s5 = Vector512.FusedMultiplyAdd(factor, Load(ref row, 5), s5);
            s6 = Vector512.FusedMultiplyAdd(factor, Load(ref row, 6), s6);
            s7 = Vector512.FusedMultiplyAdd(factor, Load(ref row, 7), s7);
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddAndDotRowsInto(
        ReadOnlySpan<double> rows, ReadOnlySpan<double> factors, ReadOnlySpan<double> vector, Span<double> sum, Span<double> lanes, ReadOnlySpan<double> ahead)
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
            ref var row = ref MemoryMarshal.GetReference(rows.Slice(l * SampleLayout.BlockSize, SampleLayout.BlockSize));
            FetchRow(ref Unsafe.Add(ref next, l * SampleLayout.BlockSize));
            var factor = Vector512.Create(factors[l]);
            var x = Load(ref row, 0);
            s0 = Vector512.FusedMultiplyAdd(factor, x, s0);
            var even = Vector512.FusedMultiplyAdd(v0, x, Load(ref dots, l));
            x = Load(ref row, 1);
            s1 = Vector512.FusedMultiplyAdd(factor, x, s1);
            var odd = v1 * x;
            x = Load(ref row, 2);
            s2 = Vector512.FusedMultiplyAdd(factor, x, s2);
            even = Vector512.FusedMultiplyAdd(v2, x, even);
            x = Load(ref row, 3);
            s3 = Vector512.FusedMultiplyAdd(factor, x, s3);
            odd = Vector512.FusedMultiplyAdd(v3, x, odd);
            x = Load(ref row, 4);
            s4 = Vector512.FusedMultiplyAdd(factor, x, s4);
            even = Vector512.FusedMultiplyAdd(v4, x, even);
            x = Load(ref row, 5);
            s5 = Vector512.FusedMultiplyAdd(factor, x, s5);
            odd = Vector512.FusedMultiplyAdd(v5, x, odd);
            x = Load(ref row, 6);
            s6 = Vector512.FusedMultiplyAdd(factor, x, s6);
            even = Vector512.FusedMultiplyAdd(v6, x, even);
            x = Load(ref row, 7);
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

    /// <summary>lanes += row ∘ vector, one vector after the other: the row of the step itself.</summary>
    private static void SquareInto(ReadOnlySpan<double> row, ReadOnlySpan<double> vector, Span<double> lanes)
    {
        var sum = Vector512.Create<double>(lanes);
        for (var i = 0; i < SampleLayout.BlockSize; i += Lanes) sum = Vector512.FusedMultiplyAdd(Vector512.Create(vector[i..]), Vector512.Create(row[i..]), sum);
        sum.CopyTo(lanes);
    }

    /// <summary>Asks for a row that will be read sixteen rows later.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FetchRow(ref double row)
    {
        for (var i = 0; i < SampleLayout.BlockSize; i += Lanes) Cache.Fetch(ref Unsafe.Add(ref row, i));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Load(ref double start, int vector) => Vector512.LoadUnsafe(ref start, (nuint)(vector * Lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(ref double start, int vector, Vector512<double> value) => value.StoreUnsafe(ref start, (nuint)(vector * Lanes));
}
