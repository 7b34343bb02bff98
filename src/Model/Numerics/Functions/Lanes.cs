using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Pipelines.Model.Numerics.Functions.Inlining;

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

/// <summary>One double, held twice in a 128-bit register so that masks and shifts need no detour through integers.</summary>
internal readonly struct OneLane(Vector128<double> value) : ILanes<OneLane>
{
    public readonly Vector128<double> Value = value;

    public static int Count => 1;

    public double this[int lane] => Value[lane];

    /// <summary>The double itself.</summary>
    public double Single => Value.ToScalar();

    [MethodImpl(Inline)]
    public static OneLane Of(double value) => new(Vector128.Create(value));

    [MethodImpl(Inline)]
    public static OneLane OfBits(ulong bits) => new(Vector128.Create(bits).AsDouble());

    [MethodImpl(Inline)]
    public static OneLane operator +(OneLane a, OneLane b) => new(a.Value + b.Value);

    [MethodImpl(Inline)]
    public static OneLane operator -(OneLane a, OneLane b) => new(a.Value - b.Value);

    [MethodImpl(Inline)]
    public static OneLane operator -(OneLane a) => new(-a.Value);

    [MethodImpl(Inline)]
    public static OneLane operator *(OneLane a, OneLane b) => new(a.Value * b.Value);

    [MethodImpl(Inline)]
    public static OneLane operator /(OneLane a, OneLane b) => new(a.Value / b.Value);

    [MethodImpl(Inline)]
    public static OneLane operator &(OneLane a, OneLane b) => new(a.Value & b.Value);

    [MethodImpl(Inline)]
    public static OneLane operator |(OneLane a, OneLane b) => new(a.Value | b.Value);

    [MethodImpl(Inline)]
    public static OneLane operator ^(OneLane a, OneLane b) => new(a.Value ^ b.Value);

    [MethodImpl(Inline)]
    public static OneLane Fma(OneLane a, OneLane b, OneLane c) => new(Vector128.FusedMultiplyAdd(a.Value, b.Value, c.Value));

    [MethodImpl(Inline)]
    public static OneLane Sqrt(OneLane a) => new(Vector128.Sqrt(a.Value));

    [MethodImpl(Inline)]
    public static OneLane Floor(OneLane a) => new(Vector128.Floor(a.Value));

    [MethodImpl(Inline)]
    public static OneLane Less(OneLane a, OneLane b) => new(Vector128.LessThan(a.Value, b.Value));

    [MethodImpl(Inline)]
    public static OneLane LessOrEqual(OneLane a, OneLane b) => new(Vector128.LessThanOrEqual(a.Value, b.Value));

    [MethodImpl(Inline)]
    public static OneLane Equal(OneLane a, OneLane b) => new(Vector128.Equals(a.Value, b.Value));

    [MethodImpl(Inline)]
    public static OneLane Select(OneLane mask, OneLane a, OneLane b) => new(Vector128.ConditionalSelect(mask.Value, a.Value, b.Value));

    [MethodImpl(Inline)]
    public static bool Any(OneLane mask) => mask.Value.AsUInt64() != Vector128<ulong>.Zero;

    [MethodImpl(Inline)]
    public static OneLane AddBits(OneLane a, OneLane b) => new((a.Value.AsUInt64() + b.Value.AsUInt64()).AsDouble());

    [MethodImpl(Inline)]
    public static OneLane SubtractBits(OneLane a, OneLane b) => new((a.Value.AsUInt64() - b.Value.AsUInt64()).AsDouble());

    [MethodImpl(Inline)]
    public static OneLane ShiftLeftBits(OneLane a, int count) => new((a.Value.AsUInt64() << count).AsDouble());

    [MethodImpl(Inline)]
    public static OneLane ShiftRightBits(OneLane a, int count) => new((a.Value.AsUInt64() >>> count).AsDouble());

    public OneLane With(int lane, double value) => new(Value.WithElement(lane, value));
}
