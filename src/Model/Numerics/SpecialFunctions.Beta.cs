namespace Pipelines.Model.Numerics;

public static partial class SpecialFunctions
{
    private const int BetaFractionLimit = 100_000;

    /// <summary>Below it 8.17.22 and 1 - I_{1-x}(b, a) lose digits: the numbers are of order b.</summary>
    private const double SmallShape = 0.5;

    /// <summary>
    /// The regularised incomplete beta function I_x(a, b) = ∫_0^x t^(a-1) (1-t)^(b-1) dt / B(a, b), to 1e-13 for a, b in (0, 1e5],
    /// and to 1e-14 for a = 1/2 (the marginal of a sphere).
    /// </summary>
    /// <remarks>
    /// Up to x = 0.9 and not far above the mean, the series of DLMF 8.17.8, whose terms are all positive; else the continued fraction 8.17.22.
    /// Further above the mean, 1 - I_{1-x}(b, a). For b below 1/2 the latter two have forms of their own.
    /// </remarks>
    /// <param name="a">First shape, above 0.</param>
    /// <param name="b">Second shape, above 0.</param>
    /// <param name="x">Upper limit in [0, 1].</param>
    public static double RegularizedBeta(double a, double b, double x)
    {
        if (!(a > 0) || !(b > 0) || x is not (>= 0 and <= 1)) return double.NaN;
        if (x is 0 or 1) return x;
        if (x <= 0.9 && x * (a + b) <= a + 40) return BetaWeight(a, b, x) * BetaSeries(a, b, x) / a;
        if (x * (a + b + 2) <= a + 1)
            return BetaWeight(a, b, x) * (b < SmallShape ? BetaFractionOfSmallShape(a, b, 1 - x) : BetaFraction(a, b, x)) / a;
        var rest = 1 - x <= 0.9 && (1 - x) * (a + b) <= b + 40 ? BetaSeries(b, a, 1 - x) : BetaFraction(b, a, 1 - x);
        var value = 1 - (BetaWeight(a, b, x) * rest / b);
        return b < SmallShape && value < 0.25 ? BetaOfSmallShape(a, b, 1 - x) : value;
    }

    /// <summary>
    /// I_{1-y}(a, b) for small b, where it is of order b and 1 - I_y(b, a) would be left with few digits: -expm1 of the logarithm of
    /// I_y(b, a) = y^b/(b B(a, b)) (1 + b Σ_k (1-a)_k y^k/(k! (b + k))) (DLMF 8.17.7), whose parts are all of order b. Here a y is not far above 1.
    /// </summary>
    private static double BetaOfSmallShape(double a, double b, double y)
    {
        var (sum, term) = (0.0, 1.0);
        for (var k = 1; Math.Abs(term) > 1e-18 * Math.Abs(sum) || k < 3; k++)
        {
            term *= (k - a) / k * y;
            sum += term / (b + k);
            if (term == 0) break;
        }
        return -Elementary.Expm1((b * Elementary.Log(y)) + LogGammaGrowth(a, b) - LogGammaGrowth(1, b) + Elementary.Log1p(b * sum));
    }

    /// <summary>
    /// F(1, a+b; a+1; 1-y) of DLMF 8.17.8 as F(1, 1-b; a+1; -(1-y)/y)/y by Gauss' continued fraction (DLMF 15.7.5), all of whose parts are positive.
    /// </summary>
    private static double BetaFractionOfSmallShape(double a, double b, double y)
    {
        var (ratio, part) = ((1 - y) / y, 1.0);
        var (value, numerator, denominator) = (1e-300, 1e-300, 0.0);
        for (var m = 0; m < BetaFractionLimit; m++)
        {
            denominator = 1 / (1 + (part * denominator));
            numerator = 1 + (part / numerator);
            var change = denominator * numerator;
            value *= change;
            if (m > 1 && Math.Abs(change - 1) <= 2.3e-16) break;
            var j = (m + 1) / 2;
            part = (m % 2 == 0
                ? (1 - b + j) * (a + j) / ((a + (2 * j)) * (a + (2 * j) + 1))
                : j * (a + b + j - 1) / ((a + (2 * j) - 1) * (a + (2 * j)))) * ratio;
        }
        return value / y;
    }

    /// <summary>ln Γ(x + b) - ln Γ(x) without cancellation for small b: Stirling's formula for the difference, moved up to arguments above
    /// 10.</summary>
    private static double LogGammaGrowth(double x, double b)
    {
        var shift = 0.0;
        for (; x < StirlingStart; x += 1) shift += Elementary.Log1p(b / x);
        var grown = Elementary.Log1p(b / x);
        var (rest, power) = (0.0, 1 / x);
        for (var k = 0; k < Stirling.Length; k++, power /= x * x) rest += Stirling[k] * power * Elementary.Expm1(-((2 * k) + 1) * grown);
        return ((x - 0.5) * grown) + (b * Elementary.Log(x + b)) - b + rest - shift;
    }

    /// <summary>1 + (a+b)/(a+1) x + (a+b)(a+b+1)/((a+1)(a+2)) x² + ...: the largest term stays below e^40, and the ratio of terms tends to
    /// x.</summary>
    private static double BetaSeries(double a, double b, double x)
    {
        var (sum, term) = (1.0, 1.0);
        for (var k = 0; term > 1e-18 * sum; k++)
        {
            term *= (a + b + k) / (a + 1 + k) * x;
            sum += term;
        }
        return sum;
    }

    /// <summary>
    /// x^a (1-x)^b / B(a, b), as sqrt(ab/(2πn)) exp(S(n) - S(a) - S(b)) exp(-a g(u) - b g(v)): the exponent grows from the mean (Loader 2000).
    /// </summary>
    private static double BetaWeight(double a, double b, double x)
    {
        var n = a + b;
        var away = Math.FusedMultiplyAdd(x, b, -((1 - x) * a));
        var deviance = (a * ExcessOverLog(away / a, x / (a / n))) + (b * ExcessOverLog(-away / b, (1 - x) / (b / n)));
        var rest = StirlingRest(n) - StirlingRest(a) - StirlingRest(b);
        return Math.Sqrt(a / n * b / (2 * Math.PI)) * Elementary.Exp(rest - deviance);
    }

    /// <summary>1/(1 + d1/(1 + d2/(1 + ...))), DLMF 8.17.22 by Lentz' method; about sqrt(max(a, b)) terms.</summary>
    private static double BetaFraction(double a, double b, double x)
    {
        var numerator = 1.0;
        var denominator = 1 / (1 - ((a + b) * x / (a + 1)));
        var value = denominator;
        for (var m = 1; m <= BetaFractionLimit; m++)
        {
            var even = m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)));
            denominator = 1 / (1 + (even * denominator));
            numerator = 1 + (even / numerator);
            value *= denominator * numerator;
            var odd = -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            denominator = 1 / (1 + (odd * denominator));
            numerator = 1 + (odd / numerator);
            var change = denominator * numerator;
            value *= change;
            if (Math.Abs(change - 1) <= 2.3e-16) break;
        }
        return value;
    }
}
