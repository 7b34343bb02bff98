using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Pipelines.Model.Numerics.Functions.Inlining;

namespace Pipelines.Model.Numerics.Functions;

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
