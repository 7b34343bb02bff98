using System.Runtime.CompilerServices;
using static Pipelines.Model.Numerics.Functions.Inlining;

namespace Pipelines.Model.Numerics.Functions;

/// <summary>Arc sine, arc cosine and the angle of a point.</summary>
internal static class InverseTrigonometric
{
    private const double Pi = 3.141592653589793, PiTail = 1.2246467991473532e-16;
    private const double HalfPi = 1.5707963267948966, HalfPiTail = 6.123233995736766e-17;
    private const double QuarterPi = 0.7853981633974483, QuarterPiTail = 3.061616997868383e-17;
    private const double TwoTo400 = 2.5822498780869086e+120, TwoTo500 = 3.273390607896142e+150;
    private const double TanPi8 = 0.41421356237309503, Tan3Pi8 = 2.414213562373095;

    /// <summary>π/2 - arcsin u for |u| up to 1/2, else 2 arcsin r or π - 2 arcsin r with r = sqrt((1 - |u|)/2).</summary>
    [MethodImpl(Root)]
    public static T Acos<T>(T u)
        where T : struct, ILanes<T> => AcosInline(u);

    /// <summary>The same, for a loop that is a root of its own.</summary>
    [MethodImpl(Inline)]
    public static T AcosInline<T>(T u)
        where T : struct, ILanes<T>
    {
        var size = Sign.Clear(u);
        var (far, r, bend) = ArcSine(size);
        var negative = Sign.IsSet(u);
        var zero = T.Of(0);
        var head = T.Select(far, T.Select(negative, T.Of(Pi), zero), T.Of(HalfPi));
        var tail = T.Select(far, T.Select(negative, T.Of(PiTail), zero), T.Of(HalfPiTail));
        var sign = Sign.Of(u) ^ T.Select(far, zero, T.Of(-0.0));
        return T.Select(T.LessOrEqual(size, T.Of(1)), Total(head, tail, r ^ sign, bend ^ sign), T.Of(double.NaN));
    }

    /// <summary>arcsin |u| for |u| up to 1/2, else π/2 - 2 arcsin r; with the sign of u.</summary>
    [MethodImpl(Root)]
    public static T Asin<T>(T u)
        where T : struct, ILanes<T>
    {
        var size = Sign.Clear(u);
        var (far, r, bend) = ArcSine(size);
        var zero = T.Of(0);
        var sign = T.Select(far, T.Of(-0.0), zero);
        var angle = Total(T.Select(far, T.Of(HalfPi), zero), T.Select(far, T.Of(HalfPiTail), zero), r ^ sign, bend ^ sign);
        return T.Select(T.LessOrEqual(size, T.Of(1)), angle | Sign.Of(u), T.Of(double.NaN));
    }

    [MethodImpl(Root)]
    public static T Atan<T>(T x)
        where T : struct, ILanes<T>
    {
        var infinite = T.Equal(Sign.Clear(x), T.Of(double.PositiveInfinity));
        var y = T.Select(infinite, T.Of(1), Sign.Clear(x));
        var (head, tail) = Angle(y, T.Select(infinite, T.Of(0), T.Of(1)));
        return T.Select(T.Equal(x, x), (head + tail) | Sign.Of(x), T.Of(double.NaN));
    }

    /// <summary>The angle of the point (x, y), between -π and π; signed zeros and infinities as in IEEE 754 (9.2.1).</summary>
    [MethodImpl(Root)]
    public static T Atan2<T>(T y, T x)
        where T : struct, ILanes<T>
    {
        var (height, width) = (Sign.Clear(y), Sign.Clear(x));
        var larger = T.Select(T.Less(height, width), width, height);
        var infinite = T.Equal(larger, T.Of(double.PositiveInfinity));
        var scale = T.Select(T.Less(larger, T.Of(TwoTo500)), T.Of(TwoTo400), T.Of(1 / TwoTo500)); // so that no remainder below is subnormal
        height = T.Select(infinite, T.Equal(height, larger) & T.Of(1), height * scale);
        width = T.Select(infinite, T.Equal(width, larger) & T.Of(1), width * scale);
        width = T.Select(T.Equal(larger, T.Of(0)), T.Of(1), width);
        var (head, tail) = Angle(height, width);
        var (turned, lost) = ErrorFree.OrderedSum(T.Of(Pi), -head);
        var angle = T.Select(Sign.IsSet(x), turned + (lost + (T.Of(PiTail) - tail)), head + tail);
        return T.Select(T.Equal(x, x) & T.Equal(y, y), angle | Sign.Of(y), T.Of(double.NaN));
    }

    /// <summary>Whether |u| is beyond 1/2, and r + bend = arcsin |u|, or 2 arcsin sqrt((1 - |u|)/2) beyond.</summary>
    [MethodImpl(Inline)]
    private static (T Far, T R, T Bend) ArcSine<T>(T size)
        where T : struct, ILanes<T>
    {
        var far = T.Less(T.Of(0.5), size);
        var z = T.Select(far, T.Of(0.5) - (T.Of(0.5) * size), size * size);
        var r = T.Select(far, T.Of(2) * T.Sqrt(z), size);
        var square = z * z;
        var fourth = square * square;
        var a = T.Fma(
            fourth,
            T.Fma(
                fourth,
                T.Fma(
                    fourth,
                    Polynomial.Line(z, -0.01942149876336336, 0.029727286869498975),
                    Polynomial.Cubic(z, square, 0.009619629203687472, 0.009332327156165665, 0.002995311657156326, 0.019678367430162)),
                Polynomial.Cubic(z, square, 0.02237215740373685, 0.01735281769074104, 0.013963758735074137, 0.01156672237119713)),
            Polynomial.Cubic(z, square, 0.16666666666666666, 0.07500000000000122, 0.04464285714254326, 0.030381944476347046));
        return (far, r, r * z * a);
    }

    /// <summary>head + r + (tail + bend), head zero or at least |r|.</summary>
    [MethodImpl(Inline)]
    private static T Total<T>(T head, T tail, T r, T bend)
        where T : struct, ILanes<T>
    {
        var (sum, lost) = ErrorFree.OrderedSum(head, r);
        return sum + (lost + (tail + bend));
    }

    /// <summary>arctan(y/x) for y, x at least 0 and not both 0: one quotient q of at most tan(π/8), plus 0, π/4 or π/2.</summary>
    [MethodImpl(Inline)]
    private static (T Head, T Tail) Angle<T>(T y, T x)
        where T : struct, ILanes<T>
    {
        var zero = T.Of(0);
        var steep = T.Less(T.Of(Tan3Pi8) * x, y);
        var flat = T.LessOrEqual(y, T.Of(TanPi8) * x);
        var (difference, differenceTail) = ErrorFree.Sum(y, -x);
        var (sum, sumTail) = ErrorFree.Sum(x, y);
        var plain = steep | flat;
        var numerator = T.Select(steep, -x, T.Select(flat, y, difference));
        var denominator = T.Select(steep, y, T.Select(flat, x, sum));
        var reciprocal = T.Of(1) / denominator;
        var q = numerator * reciprocal;
        var remainder = T.Fma(-q, denominator, numerator) + T.Select(plain, zero, T.Fma(-q, sumTail, differenceTail));
        var rest = remainder * reciprocal;
        var z = q * q;
        var bend = T.Fma(q * z, ArcTangentSeries(z), T.Fma(-z, rest, rest));
        var (head, lost) = ErrorFree.OrderedSum(T.Select(steep, T.Of(HalfPi), T.Select(flat, zero, T.Of(QuarterPi))), q);
        var tail = T.Select(steep, T.Of(HalfPiTail), T.Select(flat, zero, T.Of(QuarterPiTail)));
        return (head, lost + (tail + bend));
    }

    /// <summary>B with arctan q = q + q z B(z), z = q², fitted.</summary>
    [MethodImpl(Inline)]
    private static T ArcTangentSeries<T>(T z)
        where T : struct, ILanes<T>
    {
        var square = z * z;
        var fourth = square * square;
        return T.Fma(
            fourth,
            T.Fma(
                fourth,
                Polynomial.Cubic(z, square, -0.05230375457576669, 0.04551233844829568, -0.03456132296826231, 0.01627552168389342),
                Polynomial.Cubic(z, square, -0.09090908751706075, 0.07692296323157785, -0.06666423954373413, 0.058789182929757273)),
            Polynomial.Cubic(z, square, -0.3333333333333333, 0.19999999999999804, -0.14285714285659457, 0.11111111105119366));
    }
}
