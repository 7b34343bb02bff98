using System.Runtime.CompilerServices;
using static Pipelines.Model.Numerics.Functions.Inlining;

namespace Pipelines.Model.Numerics.Functions;

/// <summary>The hyperbolic functions and their inverses, from (e^x - 1)/2 and ln(1 + x) to more than double length.</summary>
internal static class Hyperbolic
{
    private const double Large = 40; // e^-40 and 1 are below half a unit in the last place of e^40

    /// <summary>F + F/(2F + 1) with F = (e^|x| - 1)/2.</summary>
    [MethodImpl(Root)]
    public static T Sinh<T>(T x)
        where T : struct, ILanes<T>
    {
        var size = Sign.Clear(x);
        var (f, fTail) = Exponential.HalfExpm1(Exponential.Clamp(size, 0, Large));
        var (quotient, rest) = Divide(f, fTail, T.Of(2) * f, T.Of(2) * fTail, 1);
        var (head, tail) = ErrorFree.OrderedSum(f, quotient);
        var near = head + (tail + (fTail + rest));
        var (far, farTail) = HalfExp(size);
        var result = T.Select(T.Less(size, T.Of(Large)), near, far + farTail);
        return Odd(x, size, result);
    }

    /// <summary>G + 1/(4G) with G = e^|x|/2.</summary>
    [MethodImpl(Root)]
    public static T Cosh<T>(T x)
        where T : struct, ILanes<T>
    {
        var (g, tail) = HalfExp(Sign.Clear(x));
        return T.Select(T.Equal(x, x), g + (tail + (T.Of(0.25) / g)), T.Of(double.NaN));
    }

    /// <summary>F/(F + 1) with F = (e^(2|x|) - 1)/2.</summary>
    [MethodImpl(Root)]
    public static T Tanh<T>(T x)
        where T : struct, ILanes<T>
    {
        var size = Sign.Clear(x);
        var (f, fTail) = Exponential.HalfExpm1(Exponential.Clamp(size + size, 0, Large));
        var (quotient, rest) = Divide(f, fTail, f, fTail, 1);
        return Odd(x, size, quotient + rest);
    }

    /// <summary>ln(1 + |x| + x²/(1 + sqrt(1 + x²))).</summary>
    [MethodImpl(Root)]
    public static T Asinh<T>(T x)
        where T : struct, ILanes<T>
    {
        var size = Sign.Clear(x);
        var moderate = T.Select(T.Less(size, T.Of(TwoTo28)), size, T.Of(1));
        var square = moderate * moderate;
        var (head, tail) = ErrorFree.OrderedSum(moderate, square / (T.Of(1) + T.Sqrt(square + T.Of(1))));
        var far = Logarithm.Log(T.Select(T.Less(size, T.Of(TwoTo28)), T.Of(1), size)) + T.Of(Ln2);
        return Odd(x, size, T.Select(T.Less(size, T.Of(TwoTo28)), Logarithm.Log1p(head, tail), far));
    }

    /// <summary>ln(1 + t + sqrt(t (t + 2))) with t = x - 1.</summary>
    [MethodImpl(Root)]
    public static T Acosh<T>(T x)
        where T : struct, ILanes<T>
    {
        var near = T.Less(x, T.Of(TwoTo28));
        var t = T.Select(near, x, T.Of(1)) - T.Of(1);
        var (factor, factorTail) = ErrorFree.Sum(t, T.Of(2));
        var (square, squareTail) = ErrorFree.Product(t, factor);
        var root = T.Sqrt(square);
        var missing = T.Fma(-root, root, square) + T.Fma(t, factorTail, squareTail);
        var rest = T.Select(T.Equal(root, T.Of(0)), T.Of(0), missing / (root + root));
        var (head, tail) = ErrorFree.OrderedSum(root, t);
        var far = Logarithm.Log(T.Select(near, T.Of(1), x)) + T.Of(Ln2);
        var result = T.Select(near, Logarithm.Log1p(head, tail + rest), far);
        return T.Select(T.LessOrEqual(T.Of(1), x), result, T.Of(double.NaN));
    }

    private const double TwoTo28 = 268435456, Ln2 = 0.6931471805599453;

    /// <summary>e^x / 2 for x of at least 0, to double length and without overflow before the result overflows.</summary>
    [MethodImpl(Inline)]
    private static (T Head, T Tail) HalfExp<T>(T x)
        where T : struct, ILanes<T>
    {
        var (n, r, rest) = Exponential.Reduce(Exponential.Clamp(x, 0, 711), T.Of(0));
        var (one, lost) = ErrorFree.OrderedSum(T.Of(1), r);
        var (head, tail) = ErrorFree.OrderedSum(one, lost + rest);
        return (Exponential.Scale(head, n - T.Of(1)), Exponential.Scale(tail, n - T.Of(1)));
    }

    /// <summary>(a + aTail) / (b + bTail + c) and the rest of that quotient.</summary>
    [MethodImpl(Inline)]
    private static (T Quotient, T Remainder) Divide<T>(T a, T aTail, T b, T bTail, double c)
        where T : struct, ILanes<T>
    {
        var (divisor, lost) = ErrorFree.Sum(b, T.Of(c));
        var quotient = a / divisor;
        var remainder = T.Fma(-quotient, lost + bTail, T.Fma(-quotient, divisor, a) + aTail);
        return (quotient, remainder / divisor);
    }

    /// <summary>The result for |x| with the sign of x; x itself where x³ no longer shows.</summary>
    [MethodImpl(Inline)]
    private static T Odd<T>(T x, T size, T result)
        where T : struct, ILanes<T>
    {
        var visible = T.Select(T.Less(size, T.Of(3.725290298461914E-09)), size, result) | Sign.Of(x); // 2^-28
        return T.Select(T.Equal(x, x), visible, T.Of(double.NaN));
    }
}
