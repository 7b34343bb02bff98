using System.Runtime.CompilerServices;
using static Pipelines.Model.Numerics.Functions.Inlining;

namespace Pipelines.Model.Numerics.Functions;

/// <summary>ln x and ln(1 + x).</summary>
/// <remarks>
/// x = 2^k (1 + f) with 1 + f between sqrt(1/2) and sqrt 2, and s = f / (2 + f): ln(1 + f) = 2s + s z L(z), z = s². It is summed as
/// f - f²/2 + s (f²/2 + z L(z)), whose leading terms are exact (the arrangement of fdlibm's e_log.c; coefficients are our own, error 2^-60).
/// </remarks>
internal static class Logarithm
{
    private const double SmallestNormal = 2.2250738585072014e-308;
    private const double TwoToMinus53 = 1.1102230246251565e-16;
    private const double TwoTo54 = 18014398509481984;
    private const double TwoTo52 = 4503599627370496;

    [MethodImpl(Root)]
    public static T Log<T>(T x)
        where T : struct, ILanes<T>
    {
        var (k, f, _) = Split(x);
        return Special(x, Sum(k, f, T.Of(0)));
    }

    [MethodImpl(Root)]
    public static T Log1p<T>(T x)
        where T : struct, ILanes<T>
    {
        var result = Log1p(x, T.Of(0));
        return T.Select(T.Less(Sign.Clear(x), T.Of(TwoToMinus53)), x, Special(x + T.Of(1), result));
    }

    /// <summary>ln(1 + x + tail) for x + tail above -1, where tail is at most half a unit in the last place of x.</summary>
    [MethodImpl(Inline)]
    public static T Log1p<T>(T x, T tail)
        where T : struct, ILanes<T>
    {
        var (one, lost) = ErrorFree.Sum(T.Of(1), x);
        var (k, f, scale) = Split(one);
        var felt = T.Select(T.Less(one, T.Of(TwoTo54)), scale, T.Of(0)); // 2^-k is no double for the largest x
        var (head, rest) = ErrorFree.Sum(f, (lost + tail) * felt);
        return Sum(k, head, T.Fma(-rest, head, rest));
    }

    /// <summary>k, f and 2^-k with x = 2^k (1 + f), for positive finite x.</summary>
    [MethodImpl(Inline)]
    public static (T Exponent, T Fraction, T Scale) Split<T>(T x)
        where T : struct, ILanes<T>
    {
        var subnormal = T.Less(x, T.Of(SmallestNormal));
        var normal = T.Select(subnormal, x * T.Of(TwoTo54), x);
        var shifted = T.SubtractBits(normal, T.Of(0.7071067811865476)); // exponent field: k; the significand stays below sqrt 2
        var exponentBits = shifted & T.OfBits(0xFFF0000000000000);
        var mantissa = T.SubtractBits(normal, exponentBits);
        var biased = T.ShiftRightBits(T.AddBits(shifted, T.Of(1)), 52) | T.Of(TwoTo52); // 2^52 + 1023 + k
        var bias = T.Select(subnormal, T.Of(TwoTo52 + 1023 + 54), T.Of(TwoTo52 + 1023));
        return (biased - bias, mantissa - T.Of(1), T.SubtractBits(T.Of(1), exponentBits));
    }

    /// <summary>k ln 2 + ln(1 + f) + tail.</summary>
    [MethodImpl(Inline)]
    private static T Sum<T>(T k, T f, T tail)
        where T : struct, ILanes<T>
    {
        var s = f / (f + T.Of(2));
        var z = s * s;
        var square = z * z;
        var l = T.Fma(
            square * square,
            Polynomial.Cubic(z, square, 0.18181795124476754, 0.15386267672882226, 0.1326802614042874, 0.13094416666525344),
            Polynomial.Cubic(z, square, 0.6666666666666666, 0.4000000000000091, 0.2857142857078221, 0.22222222396552982));
        var halfSquare = T.Of(0.5) * f * f;
        var (head, lost) = ErrorFree.OrderedSum(k * T.Of(Exponential.Ln2Head), f);
        var small = T.Fma(s, T.Fma(z, l, halfSquare), T.Fma(k, T.Of(Exponential.Ln2Tail), lost + tail));
        return head + (small - halfSquare);
    }

    /// <summary>The values of ln at zero, infinity, negative numbers and NaN.</summary>
    [MethodImpl(Inline)]
    private static T Special<T>(T x, T result)
        where T : struct, ILanes<T>
    {
        var finite = T.Select(T.Less(x, T.Of(double.PositiveInfinity)), result, T.Of(double.PositiveInfinity));
        var atZero = T.Select(T.Equal(x, T.Of(0)), T.Of(double.NegativeInfinity), T.Of(double.NaN));
        return T.Select(T.Less(T.Of(0), x), finite, atZero);
    }
}

/// <summary>x^y = e^(y ln x) with ln x to about 2^-64, which a result of 2^1024 needs.</summary>
internal static class Power
{
    private const double TwoThirdsHead = 0.6666666666666666, TwoThirdsTail = 3.700743415417188e-17;

    [MethodImpl(Root)]
    public static T Pow<T>(T x, T y)
        where T : struct, ILanes<T>
    {
        var size = Sign.Clear(x);
        var (head, tail) = PreciseLog(size);
        var (product, lost) = ErrorFree.Product(y, head);
        var bounded = Exponential.Clamp(product, -746, 710);
        var rest = T.Select(T.Equal(bounded, product), T.Fma(y, tail, lost), T.Of(0));
        var (n, r, t) = Exponential.Reduce(bounded, rest);
        var magnitude = Exponential.Scale(Exponential.OnePlus(r, t), n);
        return Special(x, y, T.Select(T.Equal(size, T.Of(1)), T.Of(1), magnitude));
    }

    /// <summary>ln x to double length for x in [0, infinity]: k ln 2 + 2s + s z (2/3 + z M(z)), s and z to double length.</summary>
    [MethodImpl(Inline)]
    public static (T Head, T Tail) PreciseLog<T>(T x)
        where T : struct, ILanes<T>
    {
        var (k, f, _) = Logarithm.Split(x);
        var (divisor, divisorTail) = ErrorFree.OrderedSum(T.Of(2), f);
        var reciprocal = T.Of(1) / divisor;
        var s = f * reciprocal;
        var sTail = reciprocal * T.Fma(-s, divisorTail, T.Fma(-s, divisor, f));
        var (z, zLost) = ErrorFree.Product(s, s);
        var zTail = T.Fma(s + s, sTail, zLost);
        var (w, wTail) = ErrorFree.OrderedSum(T.Of(TwoThirdsHead), z * TailSeries(z));
        var (v, vLost) = ErrorFree.Product(z, w);
        var vTail = T.Fma(zTail, w, T.Fma(z, wTail + T.Of(TwoThirdsTail), vLost));
        var (p, pLost) = ErrorFree.Product(s, v);
        var (small, smallTail) = ErrorFree.OrderedSum(s + s, p);
        var smallRest = smallTail + T.Fma(s, vTail, T.Fma(sTail, v + T.Of(2), pLost));
        var (head, lost) = ErrorFree.OrderedSum(k * T.Of(Exponential.Ln2Head), small);
        var (result, rest) = ErrorFree.OrderedSum(head, T.Fma(k, T.Of(Exponential.Ln2Tail), lost + smallRest));
        var infinite = T.Select(T.Equal(x, T.Of(0)), T.Of(double.NegativeInfinity), T.Of(double.PositiveInfinity));
        var regular = T.Less(T.Of(0), x) & T.Less(x, T.Of(double.PositiveInfinity));
        return (T.Select(regular, result, infinite), T.Select(regular, rest, T.Of(0)));
    }

    /// <summary>M(z) = 2/5 + 2/7 z + ..., fitted.</summary>
    [MethodImpl(Inline)]
    private static T TailSeries<T>(T z)
        where T : struct, ILanes<T>
    {
        var square = z * z;
        return T.Fma(
            square * square,
            Polynomial.Cubic(z, square, 0.1538459450380989, 0.13334829573906534, 0.1170557189567721, 0.1173010786189303),
            Polynomial.Cubic(z, square, 0.4, 0.28571428571429397, 0.22222222221636845, 0.18181818339697634));
    }

    /// <summary>The sign of the result and the cases that IEEE 754 (9.2.1) fixes.</summary>
    [MethodImpl(Inline)]
    private static T Special<T>(T x, T y, T magnitude)
        where T : struct, ILanes<T>
    {
        var one = T.Of(1);
        var half = T.Of(0.5) * y;
        var whole = T.Equal(T.Floor(y), y);
        var even = T.Equal(T.Floor(half), half);
        var signed = T.Select(even, magnitude, magnitude | Sign.Of(x));
        var defined = T.Select(whole, signed, T.Select(T.Less(x, T.Of(0)), T.Of(double.NaN), magnitude));
        var number = T.Equal(x, x) & T.Equal(y, y);
        var result = T.Select(number, defined, T.Of(double.NaN));
        return T.Select(T.Equal(x, one) | T.Equal(y, T.Of(0)), one, result);
    }
}
