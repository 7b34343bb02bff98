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
