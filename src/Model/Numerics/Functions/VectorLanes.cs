using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Pipelines.Model.Numerics.Functions.Inlining;

namespace Pipelines.Model.Numerics.Functions;

/// <summary>Half of eight lanes, for machines whose vectors are narrower than 512 bits.</summary>
internal readonly struct FourLanes(Vector256<double> value) : ILanes<FourLanes>
{
    public readonly Vector256<double> Value = value;

    public static int Count => 4;

    public double this[int lane] => Value[lane];

    [MethodImpl(Inline)]
    public static FourLanes Of(double value) => new(Vector256.Create(value));

    [MethodImpl(Inline)]
    public static FourLanes OfBits(ulong bits) => new(Vector256.Create(bits).AsDouble());

    [MethodImpl(Inline)]
    public static FourLanes operator +(FourLanes a, FourLanes b) => new(a.Value + b.Value);

    [MethodImpl(Inline)]
    public static FourLanes operator -(FourLanes a, FourLanes b) => new(a.Value - b.Value);

    [MethodImpl(Inline)]
    public static FourLanes operator -(FourLanes a) => new(-a.Value);

    [MethodImpl(Inline)]
    public static FourLanes operator *(FourLanes a, FourLanes b) => new(a.Value * b.Value);

    [MethodImpl(Inline)]
    public static FourLanes operator /(FourLanes a, FourLanes b) => new(a.Value / b.Value);

    [MethodImpl(Inline)]
    public static FourLanes operator &(FourLanes a, FourLanes b) => new(a.Value & b.Value);

    [MethodImpl(Inline)]
    public static FourLanes operator |(FourLanes a, FourLanes b) => new(a.Value | b.Value);

    [MethodImpl(Inline)]
    public static FourLanes operator ^(FourLanes a, FourLanes b) => new(a.Value ^ b.Value);

    [MethodImpl(Inline)]
    public static FourLanes Fma(FourLanes a, FourLanes b, FourLanes c) => new(Vector256.FusedMultiplyAdd(a.Value, b.Value, c.Value));

    [MethodImpl(Inline)]
    public static FourLanes Sqrt(FourLanes a) => new(Vector256.Sqrt(a.Value));

    [MethodImpl(Inline)]
    public static FourLanes Floor(FourLanes a) => new(Vector256.Floor(a.Value));

    [MethodImpl(Inline)]
    public static FourLanes Less(FourLanes a, FourLanes b) => new(Vector256.LessThan(a.Value, b.Value));

    [MethodImpl(Inline)]
    public static FourLanes LessOrEqual(FourLanes a, FourLanes b) => new(Vector256.LessThanOrEqual(a.Value, b.Value));

    [MethodImpl(Inline)]
    public static FourLanes Equal(FourLanes a, FourLanes b) => new(Vector256.Equals(a.Value, b.Value));

    [MethodImpl(Inline)]
    public static FourLanes Select(FourLanes mask, FourLanes a, FourLanes b) => new(Vector256.ConditionalSelect(mask.Value, a.Value, b.Value));

    [MethodImpl(Inline)]
    public static bool Any(FourLanes mask) => mask.Value.AsUInt64() != Vector256<ulong>.Zero;

    [MethodImpl(Inline)]
    public static FourLanes AddBits(FourLanes a, FourLanes b) => new((a.Value.AsUInt64() + b.Value.AsUInt64()).AsDouble());

    [MethodImpl(Inline)]
    public static FourLanes SubtractBits(FourLanes a, FourLanes b) => new((a.Value.AsUInt64() - b.Value.AsUInt64()).AsDouble());

    [MethodImpl(Inline)]
    public static FourLanes ShiftLeftBits(FourLanes a, int count) => new((a.Value.AsUInt64() << count).AsDouble());

    [MethodImpl(Inline)]
    public static FourLanes ShiftRightBits(FourLanes a, int count) => new((a.Value.AsUInt64() >>> count).AsDouble());

    public FourLanes With(int lane, double value) => new(Value.WithElement(lane, value));
}

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
