using System.Runtime.CompilerServices;
using static Pipelines.Model.Numerics.Functions.Inlining;

namespace Pipelines.Model.Numerics.Functions;

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
