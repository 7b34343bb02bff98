using Pipelines.Model.MeanFieldHinge.Laws;
using Pipelines.Model.MeanFieldHinge.Losses;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.MeanFieldHinge.Theory;

/// <summary>t(γ) for Gaussian inputs, clean labels and the linear hinge with everything large written out, a second route to the clock.</summary>
/// <remarks>
/// A t = (sinh 4γ - 4γ)/(8K) + γ/2 + ½ ∫_0^γ Λ(K/(2 sinh² 2γ')) dγ', Λ(z) = coth z - 1/z, A = β/(α sqrt(2πd)), K = 2 d h²/α²
/// (integral of Pellegrini and Biroli 2020, eq. 13). The integrand lies in [0, 1].
/// </remarks>
public static class GaussianTime
{
    /// <summary>True where the closed form holds.</summary>
    public static bool IsKnown(HingeProblem problem) =>
        problem is { Law: InputLaw.Gaussian, MislabelFraction: 0, Loss: MarginLoss.LinearHinge };

    /// <summary>t(γ).</summary>
    /// <exception cref="ArgumentException">The inputs are not Gaussian, labels are flipped, or the loss is another one.</exception>
    public static double Of(HingeProblem problem, double clock)
    {
        ArgumentNullException.ThrowIfNull(problem);
        if (!IsKnown(problem))
        {
            throw new ArgumentException(
                "The closed form holds for Gaussian inputs and clean labels. The loss must be the linear hinge.", nameof(problem));
        }
        if (!(clock >= 0)) throw new ArgumentOutOfRangeException(nameof(clock), clock, "The clock must be a number of at least 0.");
        if (double.IsPositiveInfinity(clock)) return clock;
        var scale = problem.MarginScale;
        var (sum, from) = (0.0, 0.0);
        // Λ turns from 1 to 0 around H = 2: panels on which H halves there.
        for (var edge = 64.0; edge >= 0.01 && from < clock; edge /= 2)
        {
            var to = Math.Min(clock, Elementary.Asinh(scale / edge) / 2);
            sum += Quadrature.Integrate(g => Langevin(scale, g), from, to);
            from = to;
        }
        if (from < clock) sum += Quadrature.Integrate(g => Langevin(scale, g), from, clock);
        var growth = SinhExcess(4 * clock) / 4 / scale / scale;
        return (growth + (clock / 2) + (sum / 2)) / HingeClock.InitialRate(problem);
    }

    // Λ(H²/4).
    private static double Langevin(double scale, double clock)
    {
        var edge = scale / Elementary.Sinh(2 * clock);
        var z = edge * edge / 4;
        if (z > 40) return 1 - (1 / z);
        if (z > 0.1) return (1 / Elementary.Tanh(z)) - (1 / z);
        var s = z * z;
        return z * ((1.0 / 3) - (s * ((1.0 / 45) - (s * ((2.0 / 945) - (s * ((1.0 / 4725) - (s * 2 / 93555))))))));
    }

    // sinh x - x.
    private static double SinhExcess(double x)
    {
        if (x > 1) return Elementary.Sinh(x) - x;
        var (term, sum) = (x * x * x / 6, 0.0);
        for (var n = 4; n < 26; n += 2)
        {
            sum += term;
            term *= x * x / (n * (n + 1));
        }
        return sum;
    }
}
