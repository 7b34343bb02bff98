using FsCheck;
using FsCheck.Fluent;
using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;
using Pipelines.Tests;

namespace Pipelines.Model.Tests.Randomness;

public class DrawsTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(11);

    [PropertyOfCases]
    public Property A_permutation_holds_every_index_once() =>
        Prop.ForAll(Gen.Choose(0, 300).ToArbitrary(), ArbMap.Default.ArbFor<long>(), (n, label) =>
            Draws.Permutation(Key.Fork(label), n).Order().SequenceEqual(Enumerable.Range(0, n)));

    // Pearson's statistic over 24 orders has mean 23 and standard deviation sqrt(46) = 6.8; 23 + 5 × 6.8 = 57.
    [Fact]
    public void Every_order_is_as_likely_as_the_others()
    {
        const int Keys = 12_000, Orders = 24;
        var counts = Enumerable.Range(0, Keys).Select(i => string.Concat(Draws.Permutation(Key.Fork(i), 4))).CountBy(order => order).ToArray();
        Assert.Equal(Orders, counts.Length);
        const double Expected = (double)Keys / Orders;
        Assert.InRange(counts.Sum(count => (count.Value - Expected) * (count.Value - Expected) / Expected), 0, 57);
    }

    // Mean ν and variance 2ν within five standard errors; that of the variance is at most sqrt((8 + 48/ν) / n) ν (the fourth moment of χ²).
    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7.3)]
    public void Chi_square_numbers_have_their_mean_and_variance(double degrees)
    {
        var numbers = ChiSquares(degrees, 20_000);
        var mean = numbers.Average();
        Assert.Equal(degrees, mean, 5 * Math.Sqrt(2 * degrees / numbers.Length));
        var variance = numbers.Average(x => (x - degrees) * (x - degrees));
        Assert.Equal(2 * degrees, variance, 5 * degrees * Math.Sqrt((8 + (48 / degrees)) / numbers.Length));
    }

    [Fact]
    public void Chi_square_numbers_follow_their_law_where_it_is_elementary()
    {
        Assert.InRange(KolmogorovSmirnov.Statistic(ChiSquares(1, 20_000)
            .Select(x => SpecialFunctions.Erf(Math.Sqrt(x / 2)))), 0, KolmogorovSmirnov.Limit);
        Assert.InRange(KolmogorovSmirnov.Statistic(ChiSquares(2, 20_000).Select(x => -Elementary.Expm1(-x / 2))), 0, KolmogorovSmirnov.Limit);
        Assert.InRange(KolmogorovSmirnov.Statistic(Enumerable.Range(0, 20_000)
            .Select(i => Draws.Uniform(Key, (ulong)i))), 0, KolmogorovSmirnov.Limit);
    }

    private static double[] ChiSquares(double degrees, int count) =>
        [.. Enumerable.Range(0, count).Select(i => Draws.ChiSquare(Key.Fork("chi").Fork(i), degrees))];
}
