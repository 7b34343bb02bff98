using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.GaussianMixture.Simulation.Kernels;

/// <summary>The products of <see cref="RowKernels"/> for several vectors at once: a row that is in cache serves all of them.</summary>
/// <remarks>
/// Tiles of four rows and one or two vectors. Dot products go over a range of columns at a time and keep their two partial vectors between
/// ranges, so additions come in the order of <see cref="RowKernels.Dot"/> however many vectors and ranges there are; likewise rows enter a sum one
/// after the other. One source for every hardware. Never inlined: all vector registers are for the tile.
/// </remarks>
internal static class RowTiles
{
    /// <summary>Rows of a tile.</summary>
    public const int Rows = 4;

    /// <summary>Numbers in the two partial vectors of a dot product.</summary>
    public static int PartialLength<T>()
        where T : unmanaged => 2 * Vector512<T>.Count;

    /// <summary>Goes on with the partial dot products of four rows and two vectors over whole pairs of 512-bit vectors.</summary>
    /// <param name="rows">Four rows of equal length, a multiple of <see cref="PartialLength"/>.</param>
    /// <param name="w0">A vector of that length.</param>
    /// <param name="w1">Another.</param>
    /// <param name="partials">Those of row j and the two vectors follow each other from j · stride.</param>
    /// <param name="stride">Numbers from one row to the next.</param>
    /// <param name="ahead">As many numbers that will be read soon, fetched on the way (8 % faster); empty for none.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void DotTwo<T>(in FourRows<T> rows, ReadOnlySpan<T> w0, ReadOnlySpan<T> w1, Span<T> partials, int stride, ReadOnlySpan<T> ahead)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var count = Vector512<T>.Count;
        ThrowIfShort(rows, w0, w1, partials.Length - (3 * stride) - (4 * count));
        ref var p = ref MemoryMarshal.GetReference(partials);
        Vector512<T> even00 = Load(ref p, 0), odd00 = Load(ref p, count), even01 = Load(ref p, 2 * count), odd01 = Load(ref p, 3 * count);
        p = ref Unsafe.Add(ref p, stride);
        Vector512<T> even10 = Load(ref p, 0), odd10 = Load(ref p, count), even11 = Load(ref p, 2 * count), odd11 = Load(ref p, 3 * count);
        p = ref Unsafe.Add(ref p, stride);
        Vector512<T> even20 = Load(ref p, 0), odd20 = Load(ref p, count), even21 = Load(ref p, 2 * count), odd21 = Load(ref p, 3 * count);
        p = ref Unsafe.Add(ref p, stride);
        Vector512<T> even30 = Load(ref p, 0), odd30 = Load(ref p, count), even31 = Load(ref p, 2 * count), odd31 = Load(ref p, 3 * count);
        ref var r0 = ref MemoryMarshal.GetReference(rows.Row0);
        ref var r1 = ref MemoryMarshal.GetReference(rows.Row1);
        ref var r2 = ref MemoryMarshal.GetReference(rows.Row2);
        ref var r3 = ref MemoryMarshal.GetReference(rows.Row3);
        ref var v0 = ref MemoryMarshal.GetReference(w0);
        ref var v1 = ref MemoryMarshal.GetReference(w1);
        ref var next = ref MemoryMarshal.GetReference(ahead.IsEmpty ? rows.Row0 : ahead);
        for (var i = 0; i < w0.Length; i += 2 * count)
        {
            Cache.Fetch(ref Unsafe.Add(ref next, i));
            Cache.Fetch(ref Unsafe.Add(ref next, i + count));
            var a = Load(ref v0, i);
            var b = Load(ref v1, i);
            var x = Load(ref r0, i);
            even00 = Lanes.MultiplyAdd(x, a, even00);
            even01 = Lanes.MultiplyAdd(x, b, even01);
            x = Load(ref r1, i);
            even10 = Lanes.MultiplyAdd(x, a, even10);
            even11 = Lanes.MultiplyAdd(x, b, even11);
            x = Load(ref r2, i);
            even20 = Lanes.MultiplyAdd(x, a, even20);
            even21 = Lanes.MultiplyAdd(x, b, even21);
            x = Load(ref r3, i);
            even30 = Lanes.MultiplyAdd(x, a, even30);
            even31 = Lanes.MultiplyAdd(x, b, even31);
            a = Load(ref v0, i + count);
            b = Load(ref v1, i + count);
            x = Load(ref r0, i + count);
            odd00 = Lanes.MultiplyAdd(x, a, odd00);
            odd01 = Lanes.MultiplyAdd(x, b, odd01);
            x = Load(ref r1, i + count);
            odd10 = Lanes.MultiplyAdd(x, a, odd10);
            odd11 = Lanes.MultiplyAdd(x, b, odd11);
            x = Load(ref r2, i + count);
            odd20 = Lanes.MultiplyAdd(x, a, odd20);
            odd21 = Lanes.MultiplyAdd(x, b, odd21);
            x = Load(ref r3, i + count);
            odd30 = Lanes.MultiplyAdd(x, a, odd30);
            odd31 = Lanes.MultiplyAdd(x, b, odd31);
        }
        p = ref MemoryMarshal.GetReference(partials);
        Store(ref p, even00, odd00, even01, odd01);
        Store(ref Unsafe.Add(ref p, stride), even10, odd10, even11, odd11);
        Store(ref Unsafe.Add(ref p, 2 * stride), even20, odd20, even21, odd21);
        Store(ref Unsafe.Add(ref p, 3 * stride), even30, odd30, even31, odd31);
    }

    /// <summary>The same for one vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void DotOne<T>(in FourRows<T> rows, ReadOnlySpan<T> w, Span<T> partials, int stride)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var count = Vector512<T>.Count;
        ThrowIfShort(rows, w, w, partials.Length - (3 * stride) - (2 * count));
        ref var p = ref MemoryMarshal.GetReference(partials);
        Vector512<T> even0 = Load(ref p, 0), odd0 = Load(ref p, count), even1 = Load(ref p, stride), odd1 = Load(ref p, stride + count);
        Vector512<T> even2 = Load(ref p, 2 * stride), odd2 = Load(ref p, (2 * stride) + count);
        Vector512<T> even3 = Load(ref p, 3 * stride), odd3 = Load(ref p, (3 * stride) + count);
        ref var r0 = ref MemoryMarshal.GetReference(rows.Row0);
        ref var r1 = ref MemoryMarshal.GetReference(rows.Row1);
        ref var r2 = ref MemoryMarshal.GetReference(rows.Row2);
        ref var r3 = ref MemoryMarshal.GetReference(rows.Row3);
        ref var v = ref MemoryMarshal.GetReference(w);
        for (var i = 0; i < w.Length; i += 2 * count)
        {
            var a = Load(ref v, i);
            var b = Load(ref v, i + count);
            even0 = Lanes.MultiplyAdd(Load(ref r0, i), a, even0);
            odd0 = Lanes.MultiplyAdd(Load(ref r0, i + count), b, odd0);
            even1 = Lanes.MultiplyAdd(Load(ref r1, i), a, even1);
            odd1 = Lanes.MultiplyAdd(Load(ref r1, i + count), b, odd1);
            even2 = Lanes.MultiplyAdd(Load(ref r2, i), a, even2);
            odd2 = Lanes.MultiplyAdd(Load(ref r2, i + count), b, odd2);
            even3 = Lanes.MultiplyAdd(Load(ref r3, i), a, even3);
            odd3 = Lanes.MultiplyAdd(Load(ref r3, i + count), b, odd3);
        }
        Store(ref p, even0, odd0);
        Store(ref Unsafe.Add(ref p, stride), even1, odd1);
        Store(ref Unsafe.Add(ref p, 2 * stride), even2, odd2);
        Store(ref Unsafe.Add(ref p, 3 * stride), even3, odd3);
    }

    /// <summary>Folds the partial vectors of a row, then adds what is left of it beyond whole pairs, in order.</summary>
    /// <param name="row">The whole row.</param>
    /// <param name="weights">The whole vector.</param>
    /// <param name="partials">Those of all its whole pairs.</param>
    public static T Finish<T>(ReadOnlySpan<T> row, ReadOnlySpan<T> weights, ReadOnlySpan<T> partials)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var count = Vector512<T>.Count;
        var sum = Lanes.Sum(Vector512.Create(partials) + Vector512.Create(partials[count..]));
        for (var i = row.Length - (row.Length % (2 * count)); i < row.Length; i++) sum = T.FusedMultiplyAdd(row[i], weights[i], sum);
        return sum;
    }

    /// <summary>gradient0 += Σ_j factors[j, 0] · row_j, and gradient1 with factors[j, 1], in the order of the rows.</summary>
    /// <param name="rows">Four rows of equal length.</param>
    /// <param name="factors">Those of row j from j · stride.</param>
    /// <param name="stride">Numbers from one row to the next.</param>
    /// <param name="gradient0">A sum.</param>
    /// <param name="gradient1">Another.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void AddTwo<T>(in FourRows<T> rows, ReadOnlySpan<T> factors, int stride, Span<T> gradient0, Span<T> gradient1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var count = Vector512<T>.Count;
        ThrowIfShort(rows, gradient0, gradient1, factors.Length - (3 * stride) - 2);
        Vector512<T> f00 = Vector512.Create(factors[0]), f01 = Vector512.Create(factors[1]);
        Vector512<T> f10 = Vector512.Create(factors[stride]), f11 = Vector512.Create(factors[stride + 1]);
        Vector512<T> f20 = Vector512.Create(factors[2 * stride]), f21 = Vector512.Create(factors[(2 * stride) + 1]);
        Vector512<T> f30 = Vector512.Create(factors[3 * stride]), f31 = Vector512.Create(factors[(3 * stride) + 1]);
        ref var r0 = ref MemoryMarshal.GetReference(rows.Row0);
        ref var r1 = ref MemoryMarshal.GetReference(rows.Row1);
        ref var r2 = ref MemoryMarshal.GetReference(rows.Row2);
        ref var r3 = ref MemoryMarshal.GetReference(rows.Row3);
        ref var g0 = ref MemoryMarshal.GetReference(gradient0);
        ref var g1 = ref MemoryMarshal.GetReference(gradient1);
        var i = 0;
        for (; i <= gradient0.Length - count; i += count)
        {
            Vector512<T> x = Load(ref r0, i), a = Lanes.MultiplyAdd(x, f00, Load(ref g0, i)), b = Lanes.MultiplyAdd(x, f01, Load(ref g1, i));
            x = Load(ref r1, i);
            a = Lanes.MultiplyAdd(x, f10, a);
            b = Lanes.MultiplyAdd(x, f11, b);
            x = Load(ref r2, i);
            a = Lanes.MultiplyAdd(x, f20, a);
            b = Lanes.MultiplyAdd(x, f21, b);
            x = Load(ref r3, i);
            a = Lanes.MultiplyAdd(x, f30, a);
            b = Lanes.MultiplyAdd(x, f31, b);
            a.StoreUnsafe(ref g0, (nuint)i);
            b.StoreUnsafe(ref g1, (nuint)i);
        }
        for (; i < gradient0.Length; i++)
        {
            ReadOnlySpan<T> column = [rows.Row0[i], rows.Row1[i], rows.Row2[i], rows.Row3[i]];
            for (var j = 0; j < Rows; j++)
            {
                gradient0[i] = T.FusedMultiplyAdd(column[j], factors[j * stride], gradient0[i]);
                gradient1[i] = T.FusedMultiplyAdd(column[j], factors[(j * stride) + 1], gradient1[i]);
            }
        }
    }

    /// <summary>Loads and stores are not checked one by one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ThrowIfShort<T>(in FourRows<T> rows, ReadOnlySpan<T> first, ReadOnlySpan<T> second, int spare)
        where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNegative(spare);
        ArgumentOutOfRangeException.ThrowIfNotEqual(second.Length, first.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(rows.Width, first.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Load<T>(ref T start, int offset)
        where T : unmanaged => Vector512.LoadUnsafe(ref start, (nuint)offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T>(ref T start, Vector512<T> a, Vector512<T> b)
        where T : unmanaged
    {
        a.StoreUnsafe(ref start);
        b.StoreUnsafe(ref start, (nuint)Vector512<T>.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T>(ref T start, Vector512<T> a, Vector512<T> b, Vector512<T> c, Vector512<T> d)
        where T : unmanaged
    {
        Store(ref start, a, b);
        Store(ref Unsafe.Add(ref start, 2 * Vector512<T>.Count), c, d);
    }
}

/// <summary>A range of columns of four rows of a matrix, anywhere in it.</summary>
internal readonly ref struct FourRows<T>
    where T : unmanaged
{
    public readonly ReadOnlySpan<T> Row0;
    public readonly ReadOnlySpan<T> Row1;
    public readonly ReadOnlySpan<T> Row2;
    public readonly ReadOnlySpan<T> Row3;

    /// <exception cref="ArgumentOutOfRangeException">Lengths differ.</exception>
    public FourRows(ReadOnlySpan<T> row0, ReadOnlySpan<T> row1, ReadOnlySpan<T> row2, ReadOnlySpan<T> row3)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(row1.Length, row0.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(row2.Length, row0.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(row3.Length, row0.Length);
        Row0 = row0;
        Row1 = row1;
        Row2 = row2;
        Row3 = row3;
    }

    /// <summary>Length of the four.</summary>
    public int Width => Row0.Length;
}
