using System.Runtime.CompilerServices;
using static Pipelines.Model.Numerics.Functions.Inlining;

namespace Pipelines.Model.Numerics.Functions;

/// <summary>Sine and cosine of any angle.</summary>
/// <remarks>
/// x = n π/2 + r, n π/2 subtracted in three pieces of 53 bits with the errors of all products kept, so that r is good to double length even
/// next to a multiple of π/2; angles of 2^30 and more go through <see cref="HugeAngle"/>.
/// On |r| at most π/4: sin r = r + r z S(z), cos r = 1 - z/2 + z² C(z), z = r².
/// </remarks>
internal static class Trigonometric
{
    private const double TwoOverPi = 0.6366197723675814;
    private const double HalfPi1 = 1.5707963267948966, HalfPi2 = 6.123233995736766e-17, HalfPi3 = -1.4973849048591698e-33;
    private const double TwoPi = 6.283185307179586, TwoPiTail = 2.4492935982947064e-16;
    private const double Huge = 1073741824;

    [MethodImpl(Root)]
    public static (T Sin, T Cos) SinCos<T>(T x)
        where T : struct, ILanes<T>
    {
        var (n, r, tail) = Reduce(x);
        var (sin, cos) = Rotate(n, r, tail);
        var nan = T.Of(double.NaN);
        var finite = T.Less(Sign.Clear(x), T.Of(double.PositiveInfinity));
        return (T.Select(finite, T.Select(T.Equal(x, T.Of(0)), x, sin), nan), T.Select(finite, cos, nan));
    }

    /// <summary>Sine and cosine of 2π v for v in [0, 1), without rounding 2π v first.</summary>
    [MethodImpl(Root)]
    public static (T Sin, T Cos) SinCosTurns<T>(T v)
        where T : struct, ILanes<T>
    {
        var n = T.Fma(v, T.Of(4), T.Of(Exponential.Rounder)) - T.Of(Exponential.Rounder);
        var part = T.Fma(n, T.Of(-0.25), v);
        var (r, lost) = ErrorFree.Product(part, T.Of(TwoPi));
        return Rotate(n, r, T.Fma(part, T.Of(TwoPiTail), lost));
    }

    [MethodImpl(Inline)]
    private static (T Quadrant, T Head, T Tail) Reduce<T>(T x)
        where T : struct, ILanes<T>
    {
        var n = T.Fma(x, T.Of(TwoOverPi), T.Of(Exponential.Rounder)) - T.Of(Exponential.Rounder);
        var (first, firstLost) = ErrorFree.Product(n, T.Of(HalfPi1));
        var (second, secondLost) = ErrorFree.Product(n, T.Of(HalfPi2));
        var (a, aLost) = ErrorFree.Sum(x - first, -firstLost);
        var (b, bLost) = ErrorFree.Sum(a, -second);
        var rest = T.Fma(n, T.Of(-HalfPi3), (aLost + bLost) - secondLost);
        var (head, tail) = ErrorFree.OrderedSum(b, rest);
        var huge = T.LessOrEqual(T.Of(Huge), Sign.Clear(x)) & T.Less(Sign.Clear(x), T.Of(double.PositiveInfinity));
        return T.Any(huge) ? Replace(x, huge, n, head, tail) : (n, head, tail);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (T Quadrant, T Head, T Tail) Replace<T>(T x, T huge, T n, T head, T tail)
        where T : struct, ILanes<T>
    {
        for (var lane = 0; lane < T.Count; lane++)
        {
            if (BitConverter.DoubleToUInt64Bits(huge[lane]) == 0) continue;
            var (q, h, t) = HugeAngle.Reduce(x[lane]);
            (n, head, tail) = (n.With(lane, q), head.With(lane, h), tail.With(lane, t));
        }
        return (n, head, tail);
    }

    /// <summary>Sine and cosine of n π/2 + r + tail for a whole number n and |r| up to a little over π/4.</summary>
    [MethodImpl(Inline)]
    private static (T Sin, T Cos) Rotate<T>(T n, T r, T tail)
        where T : struct, ILanes<T>
    {
        var (sin, cos) = (SinNear(r, tail), CosNear(r, tail));
        var bits = n + T.Of(Exponential.Rounder);
        var one = T.OfBits(1);
        var odd = T.Less(T.ShiftLeftBits(bits & one, 63) | T.Of(1), T.Of(0));
        var sinSign = T.ShiftLeftBits(T.ShiftRightBits(bits, 1), 63);
        var cosSign = T.ShiftLeftBits(T.ShiftRightBits(T.AddBits(bits, one), 1), 63);
        return (T.Select(odd, cos, sin) ^ sinSign, T.Select(odd, sin, cos) ^ cosSign);
    }

    [MethodImpl(Inline)]
    private static T SinNear<T>(T r, T tail)
        where T : struct, ILanes<T>
    {
        var z = r * r;
        var square = z * z;
        var s = T.Fma(
            square * square,
            T.Fma(square, T.Of(-7.586389554705215e-13), Polynomial.Line(z, -2.505210619936182e-08, 1.6058526388142101e-10)),
            Polynomial.Cubic(z, square, -0.16666666666666666, 0.008333333333333331, -0.0001984126984126494, 2.7557319219243677e-06));
        return r + T.Fma(r * z, s, T.Fma(T.Of(-0.5) * z, tail, tail)); // cos r is 1 - z/2 as far as the tail can tell
    }

    [MethodImpl(Inline)]
    private static T CosNear<T>(T r, T tail)
        where T : struct, ILanes<T>
    {
        var z = r * r;
        var square = z * z;
        var c = T.Fma(
            square * square,
            Polynomial.Line(z, 2.0876140031390975e-09, -1.138218421447753e-11),
            Polynomial.Cubic(z, square, 0.041666666666666664, -0.0013888888888887359, 2.48015872987077e-05, -2.755731724172776e-07));
        var half = T.Of(0.5) * z;
        var (head, lost) = ErrorFree.OrderedSum(T.Of(1), -half);
        return head + (lost + T.Fma(square, c, -(r * tail)));
    }
}

/// <summary>Reduction of angles of 2^30 and more to a quarter turn, exactly, in integers (Payne and Hanek 1983).</summary>
/// <remarks>
/// |x| = M 2^e with a 53-bit M. Digits of 2/π that contribute whole turns are skipped; the next 192 give the quadrant and 190 bits behind it, of
/// which cancellation takes at most 63 and the digits left out touch the last 53.
/// </remarks>
internal static class HugeAngle
{
    private const double HalfPi = 1.5707963267948966, HalfPiTail = 6.123233995736766e-17;

    /// <summary>64 zero bits, then the binary digits of 2/π.</summary>
    private static ReadOnlySpan<ulong> Digits =>
    [
        0x0000000000000000, 0xA2F9836E4E441529, 0xFC2757D1F534DDC0, 0xDB6295993C439041, 0xFE5163ABDEBBC561, 0xB7246E3A424DD2E0,
        0x06492EEA09D1921C, 0xFE1DEB1CB129A73E, 0xE88235F52EBB4484, 0xE99C7026B45F7E41, 0x3991D639835339F4, 0x9C845F8BBDF9283B,
        0x1FF897FFDE05980F, 0xEF2F118B5A0A6D1F, 0x6D367ECF27CB09B7, 0x4F463F669E5FEA2D, 0x7527BAC7EBE5F17B, 0x3D0739F78A5292EA,
        0x6BFB5FB11F8D5D08, 0x56033046FC7B6BAB,
    ];

    /// <summary>x = quadrant π/2 + head + tail up to whole turns; the quadrant is a whole number, the angle left at most π/4 in size.</summary>
    public static (double Quadrant, double Head, double Tail) Reduce(double x)
    {
        var bits = BitConverter.DoubleToUInt64Bits(Math.Abs(x));
        var significand = (bits & ((1UL << 52) - 1)) | (1UL << 52);
        var exponent = (int)(bits >> 52) - 1075;
        var (high, low) = Product(significand, 62 + exponent);
        var quadrant = (int)(high >> 126);
        var fraction = (high << 2) | (low >> 62);
        var negative = fraction >> 127 == UInt128.One;
        if (negative)
        {
            quadrant++;
            fraction = ~fraction; // one unit of 2^-128 off, below what is kept
        }
        var (head, tail) = ToAngle(fraction, ((ulong)low << 2) ^ (negative ? ulong.MaxValue : 0));
        var sign = Math.CopySign(1, x);
        return (sign * quadrant, sign * (negative ? -head : head), sign * (negative ? -tail : tail));
    }

    /// <summary>The significand times the 192 digits from <paramref name="offset"/> on, modulo 2^192: upper 128 and lower 64 bits.</summary>
    private static (UInt128 High, ulong Low) Product(ulong significand, int offset)
    {
        var (word, shift) = Math.DivRem(offset, 64);
        ulong At(int i) => shift == 0 ? Digits[word + i] : (Digits[word + i] << shift) | (Digits[word + i + 1] >> (64 - shift));
        var low = (UInt128)significand * At(2);
        var middle = ((UInt128)significand * At(1)) + (low >> 64);
        var high = (significand * At(0)) + (ulong)(middle >> 64);
        return (new UInt128(high, (ulong)middle), (ulong)low);
    }

    /// <summary>A fraction of a quarter turn, 128 bits and the bits after them, to an angle of double length.</summary>
    private static (double Head, double Tail) ToAngle(UInt128 fraction, ulong after)
    {
        var zeros = (int)UInt128.LeadingZeroCount(fraction);
        if (zeros > 0) fraction = (fraction << zeros) | (after >> (64 - zeros));
        var first = (double)((ulong)(fraction >> 64) & ~0x7FFUL);
        var second = (double)((ulong)(fraction >> 11) & ~0x7FFUL);
        var scale = BitConverter.UInt64BitsToDouble((ulong)(1023 - 64 - zeros) << 52);
        var (f, fTail) = (first * scale, second * scale * (1.0 / (1UL << 53)));
        var head = f * HalfPi;
        return (head, Math.FusedMultiplyAdd(f, HalfPi, -head) + (f * HalfPiTail) + (fTail * HalfPi));
    }
}
