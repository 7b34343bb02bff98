using MathNet.Numerics;

namespace Pipelines.Model.Theories.MeanFieldHinge.Laws;

/// <summary>Special functions in the arguments in which the laws need them.</summary>
internal static class Special
{
    // Expansion of sqrt x Γ(x)/Γ(x+1/2) in 1/x, highest power first.
    private static ReadOnlySpan<double> HalfRatioSeries =>
        [-39325.0 / 33554432, 869.0 / 4194304, 399.0 / 262144, -21.0 / 32768, -5.0 / 1024, 1.0 / 128, 1.0 / 8, 1];

    public static double Erf(double x) => SpecialFunctions.Erf(x);

    public static double RegularizedBeta(double a, double b, double x) =>
        x <= 0 ? 0 : x >= 1 ? 1 : SpecialFunctions.BetaRegularized(a, b, x);

    /// <summary>I_{q²}(1/2, b) for q in [0, 1]: probability that a component of a random direction is below q.</summary>
    public static double BetaOfSquare(double b, double q) => RegularizedBeta(0.5, b, q * q);

    /// <summary>Γ(x)/Γ(x+1/2) for x > 0.</summary>
    public static double GammaHalfRatio(double x)
    {
        var factor = 1.0;
        for (; x < 30; x++) factor *= (x + 0.5) / x;
        var u = 1 / x;
        var series = 0.0;
        foreach (var coefficient in HalfRatioSeries) series = (series * u) + coefficient;
        return factor / Math.Sqrt(x) * series;
    }
}
