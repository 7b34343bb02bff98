using System.Runtime.CompilerServices;
using static Pipelines.Model.Numerics.Functions.Inlining;

namespace Pipelines.Model.Numerics.Functions;

/// <summary>Short polynomials in Estrin's order: few dependent steps, and one written order of rounding.</summary>
internal static class Polynomial
{
    /// <summary>c0 + c1 x.</summary>
    [MethodImpl(Inline)]
    public static T Line<T>(T x, double c0, double c1)
        where T : struct, ILanes<T> => T.Fma(x, T.Of(c1), T.Of(c0));

    /// <summary>c0 + c1 x + c2 x² + c3 x³, given x².</summary>
    [MethodImpl(Inline)]
    public static T Cubic<T>(T x, T square, double c0, double c1, double c2, double c3)
        where T : struct, ILanes<T> => T.Fma(square, Line(x, c2, c3), Line(x, c0, c1));
}

/// <summary>Sums of power and Chebyshev series, from the last term to the first.</summary>
internal static class Series
{
    /// <summary>c0 + c1 x + c2 x² + ... (Horner).</summary>
    public static double Powers(ReadOnlySpan<double> coefficients, double x)
    {
        var sum = 0.0;
        for (var i = coefficients.Length - 1; i >= 0; i--) sum = Math.FusedMultiplyAdd(sum, x, coefficients[i]);
        return sum;
    }

    /// <summary>c0 + c1 T1(t) + c2 T2(t) + ... for t in [-1, 1] (Clenshaw).</summary>
    public static double Chebyshev(ReadOnlySpan<double> coefficients, double t)
    {
        var (next, afterNext) = (0.0, 0.0);
        for (var i = coefficients.Length - 1; i > 0; i--)
        {
            (next, afterNext) = (Math.FusedMultiplyAdd(2 * t, next, coefficients[i] - afterNext), next);
        }
        return Math.FusedMultiplyAdd(t, next, coefficients[0] - afterNext);
    }
}

/// <summary>Sums and products that keep their rounding error: Head + Tail is exact (Dekker 1971; Knuth, TAOCP 2, 4.2.2).</summary>
internal static class ErrorFree
{
    [MethodImpl(Inline)]
    public static (T Head, T Tail) Sum<T>(T a, T b)
        where T : struct, ILanes<T>
    {
        var head = a + b;
        var partOfB = head - a;
        return (head, (a - (head - partOfB)) + (b - partOfB));
    }

    /// <summary>The same in three operations where |a| is at least |b| or a is zero.</summary>
    [MethodImpl(Inline)]
    public static (T Head, T Tail) OrderedSum<T>(T a, T b)
        where T : struct, ILanes<T>
    {
        var head = a + b;
        return (head, b - (head - a));
    }

    [MethodImpl(Inline)]
    public static (T Head, T Tail) Product<T>(T a, T b)
        where T : struct, ILanes<T>
    {
        var head = a * b;
        return (head, T.Fma(a, b, -head));
    }
}

/// <summary>The sign bit, taken off and put on.</summary>
internal static class Sign
{
    private const ulong Bit = 1UL << 63;

    /// <summary>|x|.</summary>
    [MethodImpl(Inline)]
    public static T Clear<T>(T x)
        where T : struct, ILanes<T> => x & T.OfBits(~Bit);

    /// <summary>The sign bit alone: +0 or -0.</summary>
    [MethodImpl(Inline)]
    public static T Of<T>(T x)
        where T : struct, ILanes<T> => x & T.OfBits(Bit);

    /// <summary>A mask of the lanes whose sign bit is set, -0 included.</summary>
    [MethodImpl(Inline)]
    public static T IsSet<T>(T x)
        where T : struct, ILanes<T> => T.Less(Of(x) | T.Of(1), T.Of(0));
}
