using Pipelines.Model.Numerics;

namespace Pipelines.Model.Tests.Numerics;

public class RootFindingTests
{
    [Theory]
    [InlineData(0.1)]
    [InlineData(1.9)]
    [InlineData(-5)]
    public void Newton_finds_a_root_from_any_guess(double guess) =>
        Assert.Equal(Math.Sqrt(2), RootFinding.Newton(x => ((x * x) - 2, 2 * x), 0, 2, guess), 3e-16);

    [Fact]
    public void Newton_stays_in_its_bracket_where_the_tangent_leads_astray()
    {
        // atan: Newton's own step diverges from |x| above 1.39.
        Assert.Equal(0.5, RootFinding.Newton(x => (Math.Atan(1e3 * (x - 0.5)), 1e3 / (1 + (1e6 * (x - 0.5) * (x - 0.5)))), -10, 1e3, 900), 1e-15);
    }

    [Fact]
    public void Newton_steps_back_from_infinite_values() =>
        Assert.Equal(Math.Log(5), RootFinding.Newton(x => (x > 100 ? double.PositiveInfinity : Math.Exp(x) - 5, Math.Exp(x)), 0, 1e6, 5e5), 1e-15);

    [Fact]
    public void Brent_reaches_the_last_digits_of_small_and_large_roots()
    {
        foreach (var root in new[] { 1e-12, 0.3, 7.0, 1e9 })
        {
            var found = RootFinding.Brent(x => Math.Cbrt(x - root), root / 3, 10 * root);
            Assert.InRange(found / root, 1 - 1e-15, 1 + 1e-15);
        }
    }

    [Fact]
    public void Brent_needs_few_evaluations_and_a_change_of_sign()
    {
        var calls = 0;
        Assert.Equal(0.7390851332151607, RootFinding.Brent(x => { calls++; return Math.Cos(x) - x; }, 0, 1), 1e-15);
        Assert.InRange(calls, 3, 12);
        Assert.Throws<ArgumentException>(() => RootFinding.Brent(x => 1 + (x * x), -1, 1));
    }
}
