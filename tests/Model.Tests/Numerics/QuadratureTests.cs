using Pipelines.Model.Numerics;

namespace Pipelines.Model.Tests.Numerics;

public class QuadratureTests
{
    [Fact]
    public void One_panel_is_exact_for_polynomials_up_to_degree_22()
    {
        // x^22 on [0, 2]: one Kronrod application, then the error estimate may halve; both are exact to rounding.
        Assert.Equal(Math.Pow(2, 23) / 23, Quadrature.Integrate(x => Math.Pow(x, 22), 0, 2), 1e-8);
        Assert.Equal(1.0 / 23, Quadrature.Integrate(x => Math.Pow(x, 22), 0, 1, relativeTolerance: 1), 1e-16);
    }

    [Theory]
    [InlineData(0.5, 2.0 / 3)]
    [InlineData(-0.5, 2)]
    [InlineData(-0.9, 10)]
    public void Power_singularities_at_an_end_are_resolved(double power, double integral)
    {
        // x^-0.9 leaves 2^(-0.1 k) of itself in the last of k halvings: what remains is the cut at the smallest interval.
        Assert.Equal(integral, Quadrature.Integrate(x => Math.Pow(x, power), 0, 1), power < -0.6 ? 1e-9 : 1e-13);
    }

    [Fact]
    public void Narrow_peaks_are_found_by_halving()
    {
        // Lorentzian of width 1e-4 in [-1, 2].
        var expected = Math.Atan(2e4) + Math.Atan(1e4);
        Assert.Equal(expected, Quadrature.Integrate(x => 1e-4 / ((x * x) + 1e-8), -1, 2), 1e-12);
    }

    [Fact]
    public void Reversed_limits_change_the_sign_and_equal_ones_give_nothing()
    {
        Assert.Equal(-Quadrature.Integrate(Math.Exp, 0, 1), Quadrature.Integrate(Math.Exp, 1, 0), 1e-15);
        Assert.Equal(0, Quadrature.Integrate(_ => double.NaN, 3, 3));
    }

    [Fact]
    public void Overflow_gives_infinity_and_noise_ends()
    {
        Assert.Equal(double.PositiveInfinity, Quadrature.Integrate(_ => double.PositiveInfinity, 0, 1));
        var calls = 0;
        double Noise(double x) => 1e-17 * ((calls++ * 2654435761L % 1000) - 499);
        Assert.InRange(Quadrature.Integrate(Noise, 0, 1), -1e-14, 1e-14);
        Assert.InRange(calls, 15, 100_000);
    }
}
