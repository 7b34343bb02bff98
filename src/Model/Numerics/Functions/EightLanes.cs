using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Pipelines.Model.Numerics.Functions.Inlining;

namespace Pipelines.Model.Numerics.Functions;

/// <summary>Eight doubles in one 512-bit vector.</summary>
internal readonly struct EightLanes(Vector512<double> value) : ILanes<EightLanes>
{
    public readonly Vector512<double> Value = value;

    public static int Count => 8;

    public double this[int lane] => Value[lane];

    [MethodImpl(Inline)]
    public static EightLanes Of(double value) => new(Vector512.Create(value));

    [MethodImpl(Inline)]
    public static EightLanes OfBits(ulong bits) => new(Vector512.Create(bits).AsDouble());

    [MethodImpl(Inline)]
    public static EightLanes operator +(EightLanes a, EightLanes b) => new(a.Value + b.Value);

    [MethodImpl(Inline)]
    public static EightLanes operator -(EightLanes a, EightLanes b) => new(a.Value - b.Value);

    [MethodImpl(Inline)]
    public static EightLanes operator -(EightLanes a) => new(-a.Value);

    [MethodImpl(Inline)]
    public static EightLanes operator *(EightLanes a, EightLanes b) => new(a.Value * b.Value);

    [MethodImpl(Inline)]
    public static EightLanes operator /(EightLanes a, EightLanes b) => new(a.Value / b.Value);

    [MethodImpl(Inline)]
    public static EightLanes operator &(EightLanes a, EightLanes b) => new(a.Value & b.Value);

    [MethodImpl(Inline)]
    public static EightLanes operator |(EightLanes a, EightLanes b) => new(a.Value | b.Value);

    [MethodImpl(Inline)]
    public static EightLanes operator ^(EightLanes a, EightLanes b) => new(a.Value ^ b.Value);

    [MethodImpl(Inline)]
    public static EightLanes Fma(EightLanes a, EightLanes b, EightLanes c) => new(Vector512.FusedMultiplyAdd(a.Value, b.Value, c.Value));

    [MethodImpl(Inline)]
    public static EightLanes Sqrt(EightLanes a) => new(Vector512.Sqrt(a.Value));

    [MethodImpl(Inline)]
    public static EightLanes Floor(EightLanes a) => new(Vector512.Floor(a.Value));

    [MethodImpl(Inline)]
    public static EightLanes Less(EightLanes a, EightLanes b) => new(Vector512.LessThan(a.Value, b.Value));

    [MethodImpl(Inline)]
    public static EightLanes LessOrEqual(EightLanes a, EightLanes b) => new(Vector512.LessThanOrEqual(a.Value, b.Value));

    [MethodImpl(Inline)]
    public static EightLanes Equal(EightLanes a, EightLanes b) => new(Vector512.Equals(a.Value, b.Value));

    [MethodImpl(Inline)]
    public static EightLanes Select(EightLanes mask, EightLanes a, EightLanes b) => new(Vector512.ConditionalSelect(mask.Value, a.Value, b.Value));

    [MethodImpl(Inline)]
    public static bool Any(EightLanes mask) => mask.Value.AsUInt64() != Vector512<ulong>.Zero;

    [MethodImpl(Inline)]
    public static EightLanes AddBits(EightLanes a, EightLanes b) => new((a.Value.AsUInt64() + b.Value.AsUInt64()).AsDouble());

    [MethodImpl(Inline)]
    public static EightLanes SubtractBits(EightLanes a, EightLanes b) => new((a.Value.AsUInt64() - b.Value.AsUInt64()).AsDouble());

    [MethodImpl(Inline)]
    public static EightLanes ShiftLeftBits(EightLanes a, int count) => new((a.Value.AsUInt64() << count).AsDouble());

    [MethodImpl(Inline)]
    public static EightLanes ShiftRightBits(EightLanes a, int count) => new((a.Value.AsUInt64() >>> count).AsDouble());

    public EightLanes With(int lane, double value) => new(Value.WithElement(lane, value));
}
