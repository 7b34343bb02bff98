using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

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
