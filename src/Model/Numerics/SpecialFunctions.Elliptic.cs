namespace Pipelines.Model.Numerics;

public static partial class SpecialFunctions
{
    /// <summary>The complete elliptic integral of the first kind, K = ∫_0^{π/2} (1 - m sin²θ)^(-1/2) dθ, to 5e-16; infinite at 1.</summary>
    /// <param name="parameter">m = k², in [0, 1].</param>
    public static double EllipticK(double parameter) => CompleteElliptic(parameter).K;

    /// <summary>The complete elliptic integral of the second kind, E = ∫_0^{π/2} (1 - m sin²θ)^(1/2) dθ, to 1e-14 (next to m = 1, else
    /// 1e-15).</summary>
    /// <param name="parameter">m = k², in [0, 1].</param>
    public static double EllipticE(double parameter)
    {
        var (k, b) = CompleteElliptic(parameter);
        return parameter == 1 ? 1 : ((1 - parameter) * k) + (parameter * b);
    }

    /// <summary>(E - (1 - m) K) / m = ∫_0^{π/2} cos²θ (1 - m sin²θ)^(-1/2) dθ, to 1e-14 (next to m = 1, else 1e-15).</summary>
    /// <param name="parameter">m = k², in [0, 1].</param>
    public static double EllipticB(double parameter) => parameter == 1 ? 1 : CompleteElliptic(parameter).B;

    /// <summary>
    /// The arithmetic-geometric mean (DLMF 19.8.5-6): K = π/(2M) and B = K (1/2 - Σ_{n≥1} 2^(n-1) c_n²/m), with c_n²/m carried as it is.
    /// </summary>
    private static (double K, double B) CompleteElliptic(double m)
    {
        if (m is not (>= 0 and <= 1)) return (double.NaN, double.NaN);
        var (a, g) = (1.0, Math.Sqrt(1 - m));
        if (g == 0) return (double.PositiveInfinity, 1);
        var (share, square, weight) = (0.5, m, 0.5); // square: c_n²; share: what is left of 1/2 - Σ
        var ratio = 1.0; // c_n² / m
        while (square > 1e-17)
        {
            (a, g) = (0.5 * (a + g), Math.Sqrt(a * g));
            ratio *= square / (16 * a * a); // c_{n+1} = c_n² / (4 a_{n+1})
            square *= square / (16 * a * a);
            weight *= 2;
            share -= weight * ratio;
        }
        var k = Math.PI / (a + g);
        return (k, k * share);
    }
}
