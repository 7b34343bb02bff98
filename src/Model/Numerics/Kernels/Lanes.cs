using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Pipelines.Model.Numerics.Kernels;

/// <summary>Operations on one logical lane layout, 512 bits wide, that the runtime offers only per element type or in no fixed order.</summary>
internal static class Lanes
{
    /// <summary>a·b + c with one rounding, in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> MultiplyAdd<T>(Vector512<T> a, Vector512<T> b, Vector512<T> c)
        where T : unmanaged =>
        typeof(T) == typeof(float)
            ? Vector512.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>()
            : Vector512.FusedMultiplyAdd(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>();

    /// <summary>Sum of all lanes: halves are added until two lanes are left, then these two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum<T>(Vector512<T> v)
        where T : unmanaged, System.Numerics.INumber<T>
    {
        var half = v.GetLower() + v.GetUpper();
        var quarter = half.GetLower() + half.GetUpper();
        var pair = quarter.GetLower() + quarter.GetUpper();
        return typeof(T) == typeof(float) ? pair[0] + pair[1] : pair[0];
    }
}

/// <summary>Hints to the processor's cache, which change no result.</summary>
internal static class Cache
{
    /// <summary>Asks for the cache line of a number that will be read soon; does nothing where there is no such instruction.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Fetch<T>(ref T number)
        where T : unmanaged
    {
        // A hint about a place that the collector has moved meanwhile is a wasted hint, no more: the pointer is never read through.
        if (Sse.IsSupported) Sse.Prefetch0(Unsafe.AsPointer(ref number));
    }
}
