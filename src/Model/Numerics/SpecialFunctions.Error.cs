using Pipelines.Model.Numerics.Functions;

namespace Pipelines.Model.Numerics;

/// <summary>Special functions with the same bits on every machine, built on <see cref="Elementary"/>.</summary>
/// <remarks>
/// Each states its relative accuracy, checked against the mpmath tables in tests/reference/special. Outside its domain a function is
/// <see cref="double.NaN"/>; nothing throws.
/// </remarks>
public static partial class SpecialFunctions
{
    private const double SqrtHalf = 0.7071067811865476;

    /// <summary>erf x = 2/sqrt(π) ∫_0^x exp(-t²) dt, to 4e-16.</summary>
    public static double Erf(double x)
    {
        var size = Math.Abs(x);
        return size <= 1 ? x * Series.Powers(ErfOverX, x * x) : Math.CopySign(1 - Erfc(size), x);
    }

    /// <summary>erfc x = 1 - erf x, to 6e-16 as long as the result is not subnormal.</summary>
    public static double Erfc(double x)
    {
        if (double.IsNaN(x)) return double.NaN;
        if (x < 0.5) return x < -6 ? 2 : 1 - Erf(x);
        var square = x * x;
        return GaussianTail(square, Math.FusedMultiplyAdd(x, x, -square), x);
    }

    /// <summary>P(z ≤ x) for a standard normal z, to 6e-16 in both tails as long as the result is not subnormal.</summary>
    public static double NormalCdf(double x)
    {
        if (double.IsNaN(x)) return double.NaN;
        if (x > -SqrtHalf) return x < SqrtHalf ? Math.FusedMultiplyAdd(0.5, Erf(x * SqrtHalf), 0.5) : 1 - NormalCdf(-x);
        var square = x * x;
        return 0.5 * GaussianTail(0.5 * square, 0.5 * Math.FusedMultiplyAdd(x, x, -square), -x * SqrtHalf);
    }

    /// <summary>The x with NormalCdf(x) = probability, to 1e-15; infinite at 0 and 1.</summary>
    /// <remarks>Wichura 1988, algorithm AS 241 (Applied Statistics 37, 477), routine PPND16.</remarks>
    public static double NormalQuantile(double probability)
    {
        var fromMiddle = probability - 0.5;
        if (Math.Abs(fromMiddle) <= 0.425)
        {
            var centre = 0.180625 - (fromMiddle * fromMiddle);
            return fromMiddle * (Series.Powers(MiddleNumerator, centre) / Series.Powers(MiddleDenominator, centre));
        }
        if (probability is not (>= 0 and <= 1)) return double.NaN;
        var tail = fromMiddle < 0 ? probability : 1 - probability;
        if (tail == 0) return Math.CopySign(double.PositiveInfinity, fromMiddle);
        var r = Math.Sqrt(-Elementary.Log(tail));
        var size = r <= 5
            ? Series.Powers(TailNumerator, r - 1.6) / Series.Powers(TailDenominator, r - 1.6)
            : Series.Powers(FarNumerator, r - 5) / Series.Powers(FarDenominator, r - 5);
        return Math.CopySign(size, fromMiddle);
    }

    /// <summary>exp(-(square + rest)) times the scaled complementary error function exp(x²) erfc x, for x at least 1/2; square + rest = x²
    /// exactly.</summary>
    private static double GaussianTail(double square, double rest, double x)
    {
        if (square > 750) return 0;
        var t = (x - 3) / (x + 3);
        var scaled = Series.Chebyshev(ScaledErfc, (t - ScaledErfcCentre) / ScaledErfcHalfWidth) / (1 + (2 * x));
        return Elementary.Exp(-square) * Math.FusedMultiplyAdd(-rest, scaled, scaled);
    }

    private const double ScaledErfcCentre = 0.04608294930875576, ScaledErfcHalfWidth = 0.7603686635944701;

    /// <summary>erf(x)/x as a power series in x² on [0, 1]; fitted by tests/reference/special/coefficients.py, as is the next.</summary>
    private static ReadOnlySpan<double> ErfOverX =>
    [
        1.1283791670955126, -0.37612638903183754, 0.11283791670955126, -0.026866170645131218,
        0.005223977625441674, -0.0008548327023403001, 0.00012055332978879483, -1.4925650236967501e-05,
        1.6462110782018636e-06, -1.636576864883207e-07, 1.4806027146128752e-08, -1.2277734486795524e-09,
        9.323723518153027e-11, -6.1967364287877e-12, 2.8067128195611264e-13,
    ];

    /// <summary>(1 + 2x) exp(x²) erfc x over [1/2, 28] as a Chebyshev series in (x - 3)/(x + 3), stretched to [-1, 1].</summary>
    private static ReadOnlySpan<double> ScaledErfc =>
    [
        1.2232758877738734, -0.059852608489178595, -0.028412712737120566, 0.017031503492578544,
        -0.005147889380443857, 0.001024695541168935, -0.00012737885388214903, 5.130457209853139e-06,
        1.2998673081335992e-06, -2.1362528448958494e-07, -6.426017857735834e-09, 4.5036454062111905e-09,
        -7.40109298660481e-11, -9.514961707153514e-11, 3.397988303059101e-12, 2.248695655468793e-12,
        -7.182088696854261e-14, -5.933539963885214e-14, 3.6213425726785954e-16, 1.6593563158362404e-15,
        6.399876443703769e-17, -4.554570755355745e-17, -4.741447780009339e-18, 1.0908291995553805e-18,
        2.3478219412225785e-19, -1.564646653432373e-20,
    ];

    /// <summary>AS 241: coefficients a.</summary>
    private static ReadOnlySpan<double> MiddleNumerator =>
    [
        3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946,
        45921.95393154987, 67265.7709270087, 33430.57558358813, 2509.0809287301227,
    ];

    /// <summary>AS 241: coefficients b.</summary>
    private static ReadOnlySpan<double> MiddleDenominator =>
    [
        1.0, 42.31333070160091, 687.1870074920579, 5394.196021424751,
        21213.794301586597, 39307.89580009271, 28729.085735721943, 5226.495278852854,
    ];

    /// <summary>AS 241: coefficients c.</summary>
    private static ReadOnlySpan<double> TailNumerator =>
    [
        1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045,
        1.2704582524523684, 0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
    ];

    /// <summary>AS 241: coefficients d.</summary>
    private static ReadOnlySpan<double> TailDenominator =>
    [
        1.0, 2.053191626637759, 1.6763848301838038, 0.6897673349851,
        0.14810397642748008, 0.015198666563616457, 0.0005475938084995345, 1.0507500716444169e-09,
    ];

    /// <summary>AS 241: coefficients e.</summary>
    private static ReadOnlySpan<double> FarNumerator =>
    [
        6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487,
        0.026532189526576124, 0.0012426609473880784, 2.7115555687434876e-05, 2.0103343992922881e-07,
    ];

    /// <summary>AS 241: coefficients f.</summary>
    private static ReadOnlySpan<double> FarDenominator =>
    [
        1.0, 0.599832206555888, 0.1369298809227358, 0.014875361290850615,
        0.0007868691311456133, 1.8463183175100548e-05, 1.421511758316446e-07, 2.0442631033899397e-15,
    ];
}
