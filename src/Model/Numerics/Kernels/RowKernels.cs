using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pipelines.Model.Numerics.Kernels;

/// <summary>Products of rows with a vector, and weighted sums of rows into one, for float and double.</summary>
/// <remarks>
/// A row's dot product has one order of additions, in two vectors of 512 bits, here and in <c>RowTiles</c>, which takes several rows and
/// vectors; rows enter a sum one after the other, four at a time where the sum is to be loaded once for four. One source for every hardware.
/// </remarks>
internal static class RowKernels
{
    /// <summary>w·x of one row.</summary>
    public static T Dot<T>(ReadOnlySpan<T> row, ReadOnlySpan<T> weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(weights.Length, row.Length);
        var count = Vector512<T>.Count;
        Vector512<T> even = default, odd = default;
        var i = 0;
        for (; i <= row.Length - (2 * count); i += 2 * count)
        {
            even = Lanes.MultiplyAdd(Load(row, i), Load(weights, i), even);
            odd = Lanes.MultiplyAdd(Load(row, i + count), Load(weights, i + count), odd);
        }
        return Finish(row, weights, i, even + odd);
    }

    /// <summary>gradient += factor · row.</summary>
    public static void AddInto<T>(ReadOnlySpan<T> row, T factor, Span<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(gradient.Length, row.Length);
        var count = Vector512<T>.Count;
        var f = Vector512.Create(factor);
        var i = 0;
        for (; i <= row.Length - count; i += count) Store(Lanes.MultiplyAdd(Load(row, i), f, Load<T>(gradient, i)), gradient, i);
        for (; i < row.Length; i++) gradient[i] = T.FusedMultiplyAdd(row[i], factor, gradient[i]);
    }

    /// <summary>result = 0 + factor · row: what <see cref="AddInto"/> makes of zeros.</summary>
    public static void ScaleInto<T>(ReadOnlySpan<T> row, T factor, Span<T> result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(result.Length, row.Length);
        var count = Vector512<T>.Count;
        var f = Vector512.Create(factor);
        var i = 0;
        for (; i <= row.Length - count; i += count) Store(Lanes.MultiplyAdd(Load(row, i), f, Vector512<T>.Zero), result, i);
        for (; i < row.Length; i++) result[i] = T.FusedMultiplyAdd(row[i], factor, T.Zero);
    }

    /// <summary>result = 0 + f0 · row0 + f1 · row1 + f2 · row2, one after the other: what <see cref="AddInto"/> makes of zeros in three
    /// turns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void CombineInto<T>(
        ReadOnlySpan<T> row0, T factor0, ReadOnlySpan<T> row1, T factor1, ReadOnlySpan<T> row2, T factor2, Span<T> result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ThrowIfNotEqual(row0, row1, row2, row2, result.Length);
        var count = Vector512<T>.Count;
        var (f0, f1, f2) = (Vector512.Create(factor0), Vector512.Create(factor1), Vector512.Create(factor2));
        var i = 0;
        for (; i <= result.Length - count; i += count)
        {
            var sum = Lanes.MultiplyAdd(Load(row1, i), f1, Lanes.MultiplyAdd(Load(row0, i), f0, Vector512<T>.Zero));
            Store(Lanes.MultiplyAdd(Load(row2, i), f2, sum), result, i);
        }
        for (; i < result.Length; i++)
        {
            var sum = T.FusedMultiplyAdd(row1[i], factor1, T.FusedMultiplyAdd(row0[i], factor0, T.Zero));
            result[i] = T.FusedMultiplyAdd(row2[i], factor2, sum);
        }
    }

    /// <summary>gradient += Σ_j factors[j] · row_j, in the order of the rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddFourInto<T>(
        ReadOnlySpan<T> row0, ReadOnlySpan<T> row1, ReadOnlySpan<T> row2, ReadOnlySpan<T> row3, ReadOnlySpan<T> factors, Span<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ThrowIfNotEqual(row0, row1, row2, row3, gradient.Length);
        var count = Vector512<T>.Count;
        var (f0, f1) = (Vector512.Create(factors[0]), Vector512.Create(factors[1]));
        var (f2, f3) = (Vector512.Create(factors[2]), Vector512.Create(factors[3]));
        var i = 0;
        for (; i <= gradient.Length - count; i += count)
        {
            var sum = Lanes.MultiplyAdd(Load(row1, i), f1, Lanes.MultiplyAdd(Load(row0, i), f0, Load<T>(gradient, i)));
            Store(Lanes.MultiplyAdd(Load(row3, i), f3, Lanes.MultiplyAdd(Load(row2, i), f2, sum)), gradient, i);
        }
        for (; i < gradient.Length; i++)
        {
            var sum = T.FusedMultiplyAdd(row1[i], factors[1], T.FusedMultiplyAdd(row0[i], factors[0], gradient[i]));
            gradient[i] = T.FusedMultiplyAdd(row3[i], factors[3], T.FusedMultiplyAdd(row2[i], factors[2], sum));
        }
    }

    /// <summary>Folds the lanes, then adds what is left of the rows, in order.</summary>
    private static T Finish<T>(ReadOnlySpan<T> row, ReadOnlySpan<T> weights, int start, Vector512<T> lanes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var sum = Lanes.Sum(lanes);
        for (var i = start; i < row.Length; i++) sum = T.FusedMultiplyAdd(row[i], weights[i], sum);
        return sum;
    }

    /// <summary>The loads below are not checked one by one.</summary>
    private static void ThrowIfNotEqual<T>(ReadOnlySpan<T> row0, ReadOnlySpan<T> row1, ReadOnlySpan<T> row2, ReadOnlySpan<T> row3, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(row0.Length, length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(row1.Length, length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(row2.Length, length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(row3.Length, length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Load<T>(ReadOnlySpan<T> span, int start)
        where T : unmanaged => Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(span), (nuint)start);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T>(Vector512<T> value, Span<T> span, int start)
        where T : unmanaged => value.StoreUnsafe(ref MemoryMarshal.GetReference(span), (nuint)start);
}
