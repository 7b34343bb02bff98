using Pipelines.Model.Theories.GaussianMixture;
using Pipelines.Stages.GaussianMixture;

namespace Pipelines.Stages.Tests.GaussianMixture;

public sealed class MixtureTimeStepTailTests
{
    /// <summary>y = 1 + 3 h^p at h = 1, 1/2, ... exactly.</summary>
    [Theory]
    [InlineData(1.0)]
    [InlineData(2.0)]
    public void Order_and_limit_of_a_power_are_its_own(double order)
    {
        var tail = MixtureTimeStepTail.Of([.. Enumerable.Range(0, 5).Select(i => Estimate.Exact(1 + (3 * Math.Pow(2, -order * i))))]);
        Assert.Equal(order, tail.Order, 1e-12);
        Assert.Equal(0, tail.OrderError);
        if (order == 1) Assert.Equal(1, tail.Limit.Mean, 1e-12);
    }

    [Fact]
    public void Differences_below_their_sampling_error_are_not_used()
    {
        // First order down to a difference of 1/8 with an error of 0.1 and less: 1/2 and 1/4 are resolved, 1/8 is not.
        Estimate[] levels = [new(3, 0.02), new(2.5, 0.02), new(2.25, 0.02), new(2.125, 0.1)];
        var tail = MixtureTimeStepTail.Of([.. levels]);
        Assert.Equal(levels[2], tail.Fine);
        Assert.Equal(1, tail.Order, 1e-12);
        Assert.Equal(2, tail.Limit.Mean, 1e-12);
        Assert.Equal(Math.Sqrt(5) * 0.02, tail.Limit.StandardError, 1e-12);
    }

    [Fact]
    public void The_error_of_the_order_is_that_of_many_draws()
    {
        // Differences 1 and 1/2 with errors of a percent: linear error propagation, checked by moving one value at a time.
        Estimate[] levels = [new(1.5, 0.01), new(0.5, 0.01), new(0, 0.01)];
        double OrderWith(int moved) => MixtureTimeStepTail.Of([.. levels.Select((l, i) => i == moved ? l with { Mean = l.Mean + 1e-6 } : l)]).Order;
        var slopes = Enumerable.Range(0, 3).Select(i => (OrderWith(i) - OrderWith(-1)) / 1e-6);
        Assert.Equal(0.01 * Math.Sqrt(slopes.Sum(s => s * s)), MixtureTimeStepTail.Of([.. levels]).OrderError, 1e-6);
    }

    [Fact]
    public void Nothing_is_claimed_of_fewer_than_three_levels_or_of_noise()
    {
        Assert.True(double.IsNaN(MixtureTimeStepTail.Of([new(1, 0), new(2, 0)]).Order));
        Assert.True(double.IsNaN(MixtureTimeStepTail.Of([new(1, 1), new(1.1, 1), new(1.05, 1)]).Limit.Mean));
    }
}
