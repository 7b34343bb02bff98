using Pipelines.Model.Numerics.Functions;

namespace Pipelines.Model.Numerics;

public static partial class SpecialFunctions
{
    private const double HalfLnTwoPi = 0.9189385332046728;

    // From here on eight terms of Stirling's series leave less than 2^-58.
    private const double StirlingStart = 10;

    /// <summary>ln Γ(x) for x above 0, to 1e-15 also next to its zeros at 1 and 2.</summary>
    public static double LogGamma(double x)
    {
        if (!(x >= 0)) return double.NaN;
        if (x == 0 || double.IsPositiveInfinity(x)) return double.PositiveInfinity;
        if (x >= StirlingStart) return LargeLogGamma(x);
        if (x < 1) return NearLogGamma(x + 1) - Elementary.Log(x);
        var product = 1.0;
        var reduced = x;
        for (; reduced > 3; reduced -= 1) product *= reduced - 1;
        return NearLogGamma(reduced) + Elementary.Log(product);
    }

    /// <summary>Γ(numerator) / Γ(denominator) for positive arguments of any size, to 3e-15 where they differ by 1 at most.</summary>
    /// <remarks>
    /// With a = b (1 + u): b^(a-b) exp(b h(u)) (1 + u)^(-1/2) exp(S(a) - S(b)), h(u) = (1 + u) ln(1 + u) - u and S the remainder of Stirling's
    /// formula. Nothing large cancels; for distant arguments the relative error grows as that of a power, about 1e-16 times the logarithm of the
    /// result.
    /// </remarks>
    public static double GammaRatio(double numerator, double denominator)
    {
        if (!(numerator > 0) || !(denominator > 0)) return double.NaN;
        var difference = numerator - denominator;
        var u = difference / denominator;
        var log = Math.Abs(u) > 0.25 ? Elementary.Log(numerator / denominator) : Elementary.Log1p(u);
        var excess = ExcessOverLog(u, numerator / denominator);
        var exponent = (denominator * ((u * log) - excess)) - (0.5 * log) + (StirlingRest(numerator) - StirlingRest(denominator));
        return Elementary.Pow(denominator, difference) * Elementary.Exp(exponent);
    }

    /// <summary>(x - 1/2) ln x - x + ln(2π)/2 + S(x).</summary>
    private static double LargeLogGamma(double x) =>
        x > 1e300 ? x * (Elementary.Log(x) - 1) : ((x - 0.5) * (Elementary.Log(x) - 1)) - 0.5 + (HalfLnTwoPi + StirlingRest(x));

    /// <summary>ln Γ(x) for x in [1, 3].</summary>
    private static double NearLogGamma(double x) => (x - 1) * (x - 2) * Series.Chebyshev(LogGammaOverZeros, x - 2);

    /// <summary>S(x) = ln Γ(x) - (x - 1/2) ln x + x - ln(2π)/2: Stirling's series, below 10 after S(x) = S(x + 1) + (x + 1/2) ln(1 + 1/x) -
    /// 1.</summary>
    private static double StirlingRest(double x)
    {
        var shift = 0.0;
        for (; x < StirlingStart; x += 1) shift += ((x + 0.5) * Elementary.Log1p(1 / x)) - 1;
        return shift + (Series.Powers(Stirling, 1 / (x * x)) / x);
    }

    /// <summary>u - ln(1 + u), without cancellation next to 0; the sum 1 + u is given too, since it may be known better than its parts.</summary>
    private static double ExcessOverLog(double u, double onePlus)
    {
        if (Math.Abs(u) > 0.25) return u - Elementary.Log(onePlus);
        // With s = u/(2 + u): u - ln(1 + u) = s u - 2 s³ (1/3 + s²/5 + ...), |s| at most 1/7.
        var s = u / (2 + u);
        return (s * u) - (2 * s * s * s * Series.Powers(OddReciprocals, s * s));
    }

    /// <summary>1/3, 1/5, 1/7, ...</summary>
    private static ReadOnlySpan<double> OddReciprocals =>
    [
        1.0 / 3, 1.0 / 5, 1.0 / 7, 1.0 / 9, 1.0 / 11, 1.0 / 13, 1.0 / 15, 1.0 / 17, 1.0 / 19,
    ];

    /// <summary>ln Γ(x) / ((x - 1)(x - 2)) over [1, 3] as a Chebyshev series in x - 2; fitted by tests/reference/special/coefficients.py.</summary>
    private static ReadOnlySpan<double> LogGammaOverZeros =>
    [
        0.44148902545501423, -0.11119580321752523, 0.01951044826068884, -0.003922461463025264,
        0.0008478989895953857, -0.00019153855341365593, 4.454470184975607e-05, -1.05728743735943e-05,
        2.5474336873408417e-06, -6.208535880776316e-07, 1.5268677399071546e-07, -3.782637660291326e-08,
        9.428100823624284e-09, -2.361999702184645e-09, 5.943541905817546e-10, -1.501312977072867e-10,
        3.8050196458110534e-11, -9.672485299656325e-12, 2.4653481983556594e-12, -6.298868140791656e-13,
        1.6128460030281654e-13, -4.137949206805898e-14, 1.0635701227446812e-14, -2.7382420774763603e-15,
        7.060670461749847e-16, -1.8232175401995338e-16, 4.714162345865526e-17, -1.220385211358511e-17,
        3.1620666728368236e-18, -8.169201713657077e-19, 1.9872690446172779e-19,
    ];

    /// <summary>B_2k / (2k (2k - 1)), k = 1, 2, ...</summary>
    private static ReadOnlySpan<double> Stirling =>
    [
        0.08333333333333333, -0.002777777777777778, 0.0007936507936507937, -0.0005952380952380953,
        0.0008417508417508417, -0.0019175269175269176, 0.00641025641025641, -0.029550653594771242,
    ];
}
