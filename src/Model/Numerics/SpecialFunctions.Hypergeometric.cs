namespace Pipelines.Model.Numerics;

public static partial class SpecialFunctions
{
    private const int HypergeometricLimit = 10_000_000;

    /// <summary>
    /// Gauss' series 2F1(a, b; c; z) = Σ (a)_k (b)_k / ((c)_k k!) z^k for z in [0, 1), to 1e-15 where all terms after the first have one sign.
    /// </summary>
    /// <remarks>
    /// Terms fall like z^k k^(a+b-c-1). The sum stops when the tail cannot be seen any more, so c - a - b must be positive for z near 1;
    /// at z = 1 the value is Γ(c) Γ(c-a-b) / (Γ(c-a) Γ(c-b)).
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">c or c - a - b is not positive.</exception>
    public static double Hypergeometric(double a, double b, double c, double z)
    {
        var decay = c - a - b;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(c);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(decay, nameof(c));
        if (z is not (>= 0 and <= 1)) return double.NaN;
        if (z == 1) return GammaRatio(c, c - a) * GammaRatio(decay, c - b);
        var (sum, lost, term) = (0.0, 0.0, 1.0);
        for (var k = 0; k < HypergeometricLimit; k++)
        {
            var next = sum + term;
            lost += term - (next - sum); // terms never grow beyond the sum
            sum = next;
            term *= (a + k) * (b + k) / ((c + k) * (1 + k)) * z;
            var tail = Math.Abs(term) * Math.Min((k + 1) / decay, 1 / (1 - z));
            if (tail <= 5e-17 * Math.Abs(sum)) break;
        }
        return sum + (lost + term);
    }
}

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
