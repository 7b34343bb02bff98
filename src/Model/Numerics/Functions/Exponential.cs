using System.Runtime.CompilerServices;
using static Pipelines.Model.Numerics.Functions.Inlining;

namespace Pipelines.Model.Numerics.Functions;

/// <summary>e^x and e^x - 1.</summary>
/// <remarks>
/// x = n ln 2 + r with |r| at most ln 2 / 2, n ln 2 subtracted in two pieces of which the first is exact; e^r = 1 + r + r²/2 + r³ P(r) with the
/// leading sum kept to double length. P is fitted by tests/reference/elementary/coefficients.py; it leaves a relative error of 2^-60.
/// </remarks>
internal static class Exponential
{
    /// <summary>1.5 × 2^52: adding it rounds to an integer, which its low bits then hold.</summary>
    public const double Rounder = 6755399441055744;

    private const double TwoToMinus54 = 5.551115123125783E-17;
    private const double Log2E = 1.4426950408889634;

    /// <summary>ln 2 to 42 bits after the point, so that its product with a binary exponent is exact, and the rest.</summary>
    public const double Ln2Head = 0.6931471805598903, Ln2Tail = 5.497923018708371e-14;

    [MethodImpl(Root)]
    public static T Exp<T>(T x)
        where T : struct, ILanes<T>
    {
        var (n, r, rest) = Reduce(Clamp(x, -746, 710), T.Of(0));
        return T.Select(T.Equal(x, x), Scale(OnePlus(r, rest), n), T.Of(double.NaN));
    }

    [MethodImpl(Root)]
    public static T Expm1<T>(T x)
        where T : struct, ILanes<T>
    {
        var (head, tail) = HalfExpm1(Clamp(x, -40, 710));
        var result = T.Select(T.Less(Sign.Clear(x), T.Of(TwoToMinus54)), x, T.Of(2) * (head + tail)); // halving a subnormal number would round it
        return T.Select(T.Equal(x, x), result, T.Of(double.NaN));
    }

    /// <summary>(e^x - 1) / 2 to about 2^-57, for x in [-40, 710]; halved so that it does not overflow.</summary>
    [MethodImpl(Inline)]
    public static (T Head, T Tail) HalfExpm1<T>(T x)
        where T : struct, ILanes<T>
    {
        var (n, r, rest) = Reduce(x, T.Of(0));
        var (p, pTail) = ErrorFree.OrderedSum(r, rest);
        var scale = PowerOfTwo(n - T.Of(1));
        var (whole, wholeTail) = ErrorFree.Sum(scale, T.Of(-0.5));
        var (head, tail) = ErrorFree.Sum(whole, scale * p);
        return ErrorFree.OrderedSum(head, tail + T.Fma(scale, pTail, wholeTail));
    }

    /// <summary>n, r and t with e^(x + tail) = 2^n (1 + r + t); |r| at most 0.35, |t| at most 0.07 with an error below 2^-57.</summary>
    [MethodImpl(Inline)]
    public static (T Exponent, T Linear, T Remainder) Reduce<T>(T x, T tail)
        where T : struct, ILanes<T>
    {
        var n = T.Fma(x, T.Of(Log2E), T.Of(Rounder)) - T.Of(Rounder);
        var exact = T.Fma(n, T.Of(-Ln2Head), x);
        var (r, lost) = ErrorFree.OrderedSum(exact, T.Fma(n, T.Of(-Ln2Tail), tail));
        var square = r * r;
        var fourth = square * square;
        var p = T.Fma(
            fourth,
            T.Fma(
                fourth,
                Polynomial.Line(r, 2.5101335854788522e-08, 2.0911915299044694e-09),
                Polynomial.Cubic(r, square, 0.00019841269864364933, 2.4801587318080937e-05, 2.7557266442353424e-06, 2.7557281528710364e-07)),
            Polynomial.Cubic(r, square, 0.16666666666666669, 0.041666666666666664, 0.008333333333329796, 0.0013888888888886363));
        return (n, r, T.Fma(square, T.Fma(r, p, T.Of(0.5)), T.Fma(lost, r, lost)));
    }

    /// <summary>1 + r + t, rounded about once.</summary>
    [MethodImpl(Inline)]
    public static T OnePlus<T>(T r, T rest)
        where T : struct, ILanes<T>
    {
        var (head, tail) = ErrorFree.OrderedSum(T.Of(1), r);
        return head + (tail + rest);
    }

    /// <summary>y 2^n for n in [-1076, 1026] and y near 1, in two factors so that a subnormal result is rounded once.</summary>
    [MethodImpl(Inline)]
    public static T Scale<T>(T y, T n)
        where T : struct, ILanes<T>
    {
        var half = T.Fma(n, T.Of(0.5), T.Of(Rounder)) - T.Of(Rounder);
        return y * PowerOfTwo(half) * PowerOfTwo(n - half);
    }

    /// <summary>2^n for an integer n in [-1022, 1023].</summary>
    [MethodImpl(Inline)]
    public static T PowerOfTwo<T>(T n)
        where T : struct, ILanes<T> => T.ShiftLeftBits(n + T.Of(Rounder + 1023), 52);

    /// <summary>x kept within [low, high]; NaN stays NaN.</summary>
    [MethodImpl(Inline)]
    public static T Clamp<T>(T x, double low, double high)
        where T : struct, ILanes<T>
    {
        var raised = T.Select(T.Less(x, T.Of(low)), T.Of(low), x);
        return T.Select(T.Less(T.Of(high), raised), T.Of(high), raised);
    }
}
