using Pipelines.Model.GaussianMixture;
using Pipelines.Stages.GaussianMixture;

namespace Pipelines.Stages.Tests.GaussianMixture;

public sealed class MixtureTimeStepTailTests
{
    /// <summary>y = 1 + 3 h^p at h = 1, 1/2, ... exactly.</summary>
    [Theory]
    [InlineData(0.5)]
    [InlineData(1.0)]
    [InlineData(2.0)]
    public void Order_and_limit_of_a_power_are_its_own(double order)
    {
        var tail = MixtureTimeStepTail.Of([.. Enumerable.Range(0, 5).Select(i => Estimate.Exact(1 + (3 * Math.Pow(2, -order * i))))]);
        Assert.Equal(order, tail.Order.Mean, 1e-9);
        Assert.Equal(0, tail.Order.StandardError);
        if (order == 1) Assert.Equal(1, tail.Limit.Mean, 1e-12);
    }

    [Fact]
    public void Sampled_levels_give_order_and_limit_within_their_errors()
    {
        // 200 made-up series y = 2.34 + 0.25 h with errors like those of the theory: unbiased, and scattered as the errors say.
        var random = new Random(4);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        var tails = Enumerable.Range(0, 200).Select(_ => MixtureTimeStepTail.Of(
            [.. Enumerable.Range(0, 5).Select(i => new Estimate(2.34 + (0.05 / (1 << i)) + (0.001 * Normal()), 0.001))])).ToList();
        Assert.Equal(1, tails.Average(t => t.Order.Mean), 0.05);
        Assert.InRange(tails.Average(t => Math.Pow((t.Order.Mean - 1) / t.Order.StandardError, 2)), 0.5, 1.5);
        Assert.Equal(2.34, tails.Average(t => t.Limit.Mean), 4e-4);
        Assert.InRange(tails.Average(t => Math.Pow((t.Limit.Mean - 2.34) / t.Limit.StandardError, 2)), 0.7, 1.4);
    }

    [Fact]
    public void Nothing_is_claimed_of_fewer_than_three_levels() =>
        Assert.True(double.IsNaN(MixtureTimeStepTail.Of([new(1, 0), new(2, 0)]).Order.Mean));
}
