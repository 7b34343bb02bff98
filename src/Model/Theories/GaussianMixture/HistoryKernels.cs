using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

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
            AddRowsInto(history.Page(page, block), factors.Slice(first, count), sum);
        }
    }

    /// <summary>lanes[l] += row_l ∘ vector, folded from 64 samples to the 8 lanes of row l, for every finished row.</summary>
    /// <param name="history">The rows.</param>
    /// <param name="block">Which block of samples.</param>
    /// <param name="vector">64 values.</param>
    /// <param name="lanes">8 partial sums a row.</param>
    public static void DotInto(SampleHistory history, int block, ReadOnlySpan<double> vector, Span<double> lanes)
    {
        for (var page = 0; page < history.Pages; page++)
        {
            var rows = history.Page(page, block);
            DotRowsInto(rows, vector, lanes.Slice(page * SampleHistory.RowsPerPage * Lanes, rows.Length / SampleLayout.BlockSize * Lanes));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddRowsInto(ReadOnlySpan<double> rows, ReadOnlySpan<double> factors, Span<double> sum)
    {
        ref var target = ref MemoryMarshal.GetReference(sum);
        var (s0, s1) = (Load(ref target, 0), Load(ref target, 1));
        var (s2, s3) = (Load(ref target, 2), Load(ref target, 3));
        var (s4, s5) = (Load(ref target, 4), Load(ref target, 5));
        var (s6, s7) = (Load(ref target, 6), Load(ref target, 7));
        for (var l = 0; l < factors.Length; l++)
        {
            ref var row = ref MemoryMarshal.GetReference(rows.Slice(l * SampleLayout.BlockSize, SampleLayout.BlockSize));
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
    private static void DotRowsInto(ReadOnlySpan<double> rows, ReadOnlySpan<double> vector, Span<double> lanes)
    {
        ref var v = ref MemoryMarshal.GetReference(vector);
        var (v0, v1) = (Load(ref v, 0), Load(ref v, 1));
        var (v2, v3) = (Load(ref v, 2), Load(ref v, 3));
        var (v4, v5) = (Load(ref v, 4), Load(ref v, 5));
        var (v6, v7) = (Load(ref v, 6), Load(ref v, 7));
        ref var target = ref MemoryMarshal.GetReference(lanes);
        for (var l = 0; l < rows.Length / SampleLayout.BlockSize; l++)
        {
            ref var row = ref MemoryMarshal.GetReference(rows.Slice(l * SampleLayout.BlockSize, SampleLayout.BlockSize));
            var even = Vector512.FusedMultiplyAdd(v0, Load(ref row, 0), Load(ref target, l));
            var odd = v1 * Load(ref row, 1);
            even = Vector512.FusedMultiplyAdd(v2, Load(ref row, 2), even);
            odd = Vector512.FusedMultiplyAdd(v3, Load(ref row, 3), odd);
            even = Vector512.FusedMultiplyAdd(v4, Load(ref row, 4), even);
            odd = Vector512.FusedMultiplyAdd(v5, Load(ref row, 5), odd);
            even = Vector512.FusedMultiplyAdd(v6, Load(ref row, 6), even);
            odd = Vector512.FusedMultiplyAdd(v7, Load(ref row, 7), odd);
            Store(ref target, l, even + odd);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Load(ref double start, int vector) => Vector512.LoadUnsafe(ref start, (nuint)(vector * Lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(ref double start, int vector, Vector512<double> value) => value.StoreUnsafe(ref start, (nuint)(vector * Lanes));
}
