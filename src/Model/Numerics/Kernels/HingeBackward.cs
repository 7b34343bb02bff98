using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pipelines.Model.Numerics.Kernels;

/// <summary>The backward tile of the hinge training step: gradient of 10 inputs × 2 vectors of hidden units.</summary>
internal static class HingeBackward
{
    /// <summary>Adds Σ_n x_nk s_ni to the gradient for ten inputs k and two vectors of units i, over the given examples in order.</summary>
    /// <param name="x">The inputs from the first of the ten dimensions on.</param>
    /// <param name="offsets">For every example, where its row starts after <paramref name="x"/>.</param>
    /// <param name="signs">Signed steps y·step(z) of the examples, 2 vectors each.</param>
    /// <param name="gradient">10 × 2 vectors, added to.</param>
    public static void Tile<T>(ref T x, ReadOnlySpan<int> offsets, ref T signs, ref T gradient)
        where T : unmanaged
    {
        Vector512<T> g00 = default, g01 = default, g10 = default, g11 = default, g20 = default, g21 = default, g30 = default, g31 = default;
        Vector512<T> g40 = default, g41 = default, g50 = default, g51 = default, g60 = default, g61 = default, g70 = default, g71 = default;
        Vector512<T> g80 = default, g81 = default, g90 = default, g91 = default;
        foreach (var offset in offsets)
        {
            ref var row = ref Unsafe.Add(ref x, offset);
            var s0 = Vector512.LoadUnsafe(ref signs);
            var s1 = Vector512.LoadUnsafe(ref signs, (nuint)Vector512<T>.Count);
            Accumulate(ref row, 0, s0, s1, ref g00, ref g01);
            Accumulate(ref row, 1, s0, s1, ref g10, ref g11);
            Accumulate(ref row, 2, s0, s1, ref g20, ref g21);
            Accumulate(ref row, 3, s0, s1, ref g30, ref g31);
            Accumulate(ref row, 4, s0, s1, ref g40, ref g41);
            Accumulate(ref row, 5, s0, s1, ref g50, ref g51);
            Accumulate(ref row, 6, s0, s1, ref g60, ref g61);
            Accumulate(ref row, 7, s0, s1, ref g70, ref g71);
            Accumulate(ref row, 8, s0, s1, ref g80, ref g81);
            Accumulate(ref row, 9, s0, s1, ref g90, ref g91);
            signs = ref Unsafe.Add(ref signs, 2 * Vector512<T>.Count);
        }
        AddInto(g00, g01, 0, ref gradient);
        AddInto(g10, g11, 1, ref gradient);
        AddInto(g20, g21, 2, ref gradient);
        AddInto(g30, g31, 3, ref gradient);
        AddInto(g40, g41, 4, ref gradient);
        AddInto(g50, g51, 5, ref gradient);
        AddInto(g60, g61, 6, ref gradient);
        AddInto(g70, g71, 7, ref gradient);
        AddInto(g80, g81, 8, ref gradient);
        AddInto(g90, g91, 9, ref gradient);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accumulate<T>(
        ref T row, int input, Vector512<T> s0, Vector512<T> s1, ref Vector512<T> g0, ref Vector512<T> g1)
        where T : unmanaged
    {
        var value = Vector512.Create(Unsafe.Add(ref row, input));
        g0 = Lanes.MultiplyAdd(value, s0, g0);
        g1 = Lanes.MultiplyAdd(value, s1, g1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddInto<T>(Vector512<T> g0, Vector512<T> g1, int input, ref T gradient)
        where T : unmanaged
    {
        var count = Vector512<T>.Count;
        ref var target = ref Unsafe.Add(ref gradient, input * 2 * count);
        (Vector512.LoadUnsafe(ref target) + g0).StoreUnsafe(ref target);
        (Vector512.LoadUnsafe(ref target, (nuint)count) + g1).StoreUnsafe(ref target, (nuint)count);
    }
}
