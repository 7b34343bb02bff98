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
