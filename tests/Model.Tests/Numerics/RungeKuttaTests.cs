using Pipelines.Model.Numerics;

namespace Pipelines.Model.Tests.Numerics;

public class RungeKuttaTests
{
    [Fact]
    public void Order_of_convergence_is_five()
    {
        // dy/dt = -y, one accepted step of each size.
        static double Error(double h) => Math.Abs(RungeKutta.Step(y => -y, new(0, 1, h), h, 1, 1).Value - Math.Exp(-h));
        // Local error h^6: halving divides by 64, approached from above (exactly 71.45 and 68.11 here).
        Assert.Equal(71.45, Error(0.4) / Error(0.2), 0.01);
        Assert.Equal(68.11, Error(0.2) / Error(0.1), 0.01);
    }

    [Fact]
    public void Error_follows_the_tolerance()
    {
        static double Error(double tolerance) =>
            Math.Abs(RungeKutta.Integrate(y => -y, new(0, 1, 0.1), 5, tolerance, 1e-300).Value - Math.Exp(-5)) / Math.Exp(-5);
        Assert.InRange(Error(1e-6), 1e-9, 2e-5);
        Assert.InRange(Error(1e-12), 0, 2e-11);
        Assert.True(Error(1e-6) > 100 * Error(1e-10));
    }

    [Fact]
    public void Two_legs_arrive_where_one_does()
    {
        static double Rate(double y) => 1 / (1 + y);
        var half = RungeKutta.Integrate(Rate, new(0, 0, 1e-3), 3, 1e-12, 1e-14);
        Assert.Equal(3, half.Time);
        var whole = RungeKutta.Integrate(Rate, half, 12, 1e-12, 1e-14);
        // y + y²/2 = t.
        Assert.Equal(4, whole.Value, 1e-10);
    }

    [Fact]
    public void A_rate_that_is_no_number_is_reported() =>
        Assert.Throws<ArithmeticException>(() => RungeKutta.Step(_ => double.NaN, new(0, 1, 1), 2, 1e-6, 1e-6));
}
