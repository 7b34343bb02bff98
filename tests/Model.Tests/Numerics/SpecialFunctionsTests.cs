using Pipelines.Model.Numerics;

namespace Pipelines.Model.Tests.Numerics;

public class SpecialFunctionsTests
{
    // The relative errors that SpecialFunctions documents.
    public static TheoryData<string, Func<double[], double>, double> Documented => new()
    {
        { "erf", x => SpecialFunctions.Erf(x[0]), 4e-16 },
        { "erfc", x => SpecialFunctions.Erfc(x[0]), 6e-16 },
        { "normal-cdf", x => SpecialFunctions.NormalCdf(x[0]), 6e-16 },
        { "normal-quantile", x => SpecialFunctions.NormalQuantile(x[0]), 1e-15 },
        { "log-gamma", x => SpecialFunctions.LogGamma(x[0]), 1e-15 },
        { "gamma-ratio", x => SpecialFunctions.GammaRatio(x[0], x[1]), 3e-15 },
        { "regularized-beta", x => SpecialFunctions.RegularizedBeta(x[0], x[1], x[2]), 1e-13 },
        { "regularized-beta-half", x => SpecialFunctions.RegularizedBeta(x[0], x[1], x[2]), 1e-14 },
        { "regularized-beta-small", x => SpecialFunctions.RegularizedBeta(x[0], x[1], x[2]), 1e-13 },
        { "elliptic-k", x => SpecialFunctions.EllipticK(x[0]), 5e-16 },
        { "elliptic-e", x => SpecialFunctions.EllipticE(x[0]), 1e-14 },
        { "elliptic-b", x => SpecialFunctions.EllipticB(x[0]), 1e-14 },
        { "hypergeometric", x => SpecialFunctions.Hypergeometric(x[0], x[1], x[2], x[3]), 1e-15 },
    };

    [Theory]
    [MemberData(nameof(Documented))]
    public void Values_are_as_accurate_as_documented(string name, Func<double[], double> function, double bound)
    {
        var worst = ReferenceTable.Read("special", name).MaxBy(line => Error(function, line))!;
        var error = Error(function, worst);
        Assert.True(error <= bound, $"{name}({string.Join(", ", worst[..^1])}) has a relative error of {error:g3}");
    }

    [Fact]
    public void Limits()
    {
        Assert.Equal(1, SpecialFunctions.Erf(double.PositiveInfinity));
        Assert.Equal(-1, SpecialFunctions.Erf(double.NegativeInfinity));
        Assert.Equal(0, SpecialFunctions.Erfc(double.PositiveInfinity));
        Assert.Equal(2, SpecialFunctions.Erfc(double.NegativeInfinity));
        Assert.Equal(0, SpecialFunctions.NormalCdf(double.NegativeInfinity));
        Assert.Equal(1, SpecialFunctions.NormalCdf(double.PositiveInfinity));
        Assert.Equal(double.NegativeInfinity, SpecialFunctions.NormalQuantile(0));
        Assert.Equal(double.PositiveInfinity, SpecialFunctions.NormalQuantile(1));
        Assert.Equal(double.PositiveInfinity, SpecialFunctions.LogGamma(0));
        Assert.Equal(0, SpecialFunctions.LogGamma(1));
        Assert.Equal(0, SpecialFunctions.LogGamma(2));
        Assert.Equal(0, SpecialFunctions.RegularizedBeta(2, 3, 0));
        Assert.Equal(1, SpecialFunctions.RegularizedBeta(2, 3, 1));
        Assert.Equal(Math.PI / 2, SpecialFunctions.EllipticK(0));
        Assert.Equal(double.PositiveInfinity, SpecialFunctions.EllipticK(1));
        Assert.Equal(1, SpecialFunctions.EllipticE(1));
        Assert.Equal(1, SpecialFunctions.EllipticB(1));
        Assert.Equal(1, SpecialFunctions.Hypergeometric(0.5, 0.5, 3, 0));
    }

    [Fact]
    public void Outside_the_domain_there_is_no_number() => Assert.All(
        [
            SpecialFunctions.Erf(double.NaN), SpecialFunctions.Erfc(double.NaN), SpecialFunctions.NormalCdf(double.NaN),
            SpecialFunctions.NormalQuantile(-0.1), SpecialFunctions.NormalQuantile(1.1), SpecialFunctions.NormalQuantile(double.NaN),
            SpecialFunctions.LogGamma(-0.5), SpecialFunctions.GammaRatio(0, 1), SpecialFunctions.RegularizedBeta(0, 1, 0.5),
            SpecialFunctions.RegularizedBeta(1, 1, 1.5), SpecialFunctions.EllipticK(-0.1), SpecialFunctions.EllipticE(1.1),
            SpecialFunctions.Hypergeometric(0.5, 0.5, 2, -0.1),
        ],
        value => Assert.True(double.IsNaN(value)));

    [Fact]
    public void A_divergent_series_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SpecialFunctions.Hypergeometric(1, 1, 1.5, 0.5));

    private static double Error(Func<double[], double> function, double[] line)
    {
        var error = Math.Abs((function(line[..^1]) / line[^1]) - 1);
        return double.IsNaN(error) ? double.PositiveInfinity : error;
    }
}
