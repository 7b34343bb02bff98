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
