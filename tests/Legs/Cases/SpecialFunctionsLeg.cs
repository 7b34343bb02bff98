using Pipelines.Model.Numerics;

namespace Pipelines.Legs.Cases;

public static class SpecialFunctionsLeg
{
    [LegCase("special-functions")]
    public static byte[] All() => Bytes.Of<double>([.. Enumerable.Range(1, 40).Select(i => i / 41.0).SelectMany(Values)]);

    private static double[] Values(double x) =>
    [
        SpecialFunctions.Erf(3 * x), SpecialFunctions.Erfc(20 * x), SpecialFunctions.NormalCdf(-15 * x), SpecialFunctions.NormalQuantile(x * x * x),
        SpecialFunctions.LogGamma(15 * x), SpecialFunctions.GammaRatio(7 * x, 3), SpecialFunctions.RegularizedBeta(0.5, 20, x),
        SpecialFunctions.EllipticK(x), SpecialFunctions.EllipticE(x), SpecialFunctions.EllipticB(x),
        SpecialFunctions.Hypergeometric(-0.5, -0.5, 5, x),
    ];
}
