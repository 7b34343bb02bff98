using System.Runtime.CompilerServices;

namespace Pipelines.Model.Numerics.Functions;

/// <summary>What an elementary function needs of a double, whether it comes alone or in eights.</summary>
/// <remarks>
/// Every function is written once against this interface, so that its scalar and its vector face agree bit for bit by construction.
/// All operations round to nearest and act on each lane alone. A comparison yields a mask: all bits of the lane set, or none.
/// </remarks>
internal interface ILanes<T>
    where T : struct, ILanes<T>
{
    static abstract int Count { get; }

    static abstract T Of(double value);

    static abstract T OfBits(ulong bits);

    static abstract T operator +(T a, T b);

    static abstract T operator -(T a, T b);

    static abstract T operator -(T a);

    static abstract T operator *(T a, T b);

    static abstract T operator /(T a, T b);

    static abstract T operator &(T a, T b);

    static abstract T operator |(T a, T b);

    static abstract T operator ^(T a, T b);

    /// <summary>a b + c, rounded once.</summary>
    static abstract T Fma(T a, T b, T c);

    static abstract T Sqrt(T a);

    static abstract T Floor(T a);

    static abstract T Less(T a, T b);

    static abstract T LessOrEqual(T a, T b);

    static abstract T Equal(T a, T b);

    /// <summary>Lane by lane, <paramref name="a"/> where the mask is set and <paramref name="b"/> elsewhere.</summary>
    static abstract T Select(T mask, T a, T b);

    static abstract bool Any(T mask);

    /// <summary>Sum of the bit patterns as 64-bit integers.</summary>
    static abstract T AddBits(T a, T b);

    static abstract T SubtractBits(T a, T b);

    static abstract T ShiftLeftBits(T a, int count);

    /// <summary>Shifts the bit patterns right and lets zeros in.</summary>
    static abstract T ShiftRightBits(T a, int count);

    /// <summary>One lane.</summary>
    double this[int lane] { get; }

    /// <summary>These lanes with one of them replaced.</summary>
    T With(int lane, double value);
}

/// <summary>How lane code is compiled: everything small into one root a function.</summary>
internal static class Inlining
{
    public const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>
    /// The root of one inlined tree. It is not inlined itself, since below a smaller root the compiler's budget for inlining runs out; and it is
    /// optimised from its first call on, since lanes cost ten times as much before.
    /// </summary>
    public const MethodImplOptions Root = MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining;
}
