using Pipelines.Model.GaussianMixture;
using Pipelines.Stages.GaussianMixture;

namespace Pipelines.Stages.Tests.GaussianMixture;

/// <summary>The criterion on curves that are made up.</summary>
public sealed class AcceptanceCriterionTests
{
    private static readonly MixtureQuantity Error = MixtureQuantity.GeneralisationError;

    /// <summary>100 steps with a combined standard error equal to the floor f, so that 4 f are near and 7.5 f far; some steps differ by so many
    /// f.</summary>
    [Theory]
    [InlineData(0, 0, 1.0, 0.0)]
    [InlineData(100, 3.99, 1.0, 0.532)]
    [InlineData(5, 4.01, 0.95, 4.01 / 7.5)]
    [InlineData(6, -4.01, 0.94, 4.01 / 7.5)]
    [InlineData(1, 7.51, 0.99, 7.51 / 7.5)]
    public void Share_and_excess_are_those_of_the_steps(int outliers, double floors, double share, double excess)
    {
        var f = Error.Floor;
        var judgement = AcceptanceCriterion.Judge(
        [
            .. Enumerable.Range(0, 100).Select(i => AcceptanceCriterion.Compare(
                Error, new Estimate(0.3 + (i < outliers ? floors * f : 0), 0.6 * f), new Estimate(0.3, 0.8 * f))),
        ]);
        Assert.Equal(share, judgement.WithinShare, 1e-12);
        Assert.Equal(excess, judgement.WorstExcess, 1e-9);
    }

    [Fact]
    public void Floors_of_loss_overlap_and_norm_grow_with_the_value_and_those_of_shares_do_not()
    {
        foreach (var quantity in MixtureQuantity.All)
        {
            var isShare = quantity.Name is "generalisationError" or "trainingAccuracy";
            Assert.Equal(quantity.Floor, quantity.FloorAt(0.5));
            Assert.Equal(isShare ? quantity.Floor : 40 * quantity.Floor, quantity.FloorAt(-40));
        }
    }

    [Fact]
    public void What_is_not_known_is_not_passed()
    {
        var unknown = AcceptanceCriterion.Compare(Error, new Estimate(0.3, double.NaN), new Estimate(0.3, 0));
        Assert.False(unknown.IsWithin);
        var judgement = AcceptanceCriterion.Judge([unknown, AcceptanceCriterion.Compare(Error, new(0.3, 0.1), new(0.3, 0))]);
        Assert.Equal((double.NaN, double.NaN), (judgement.WithinShare, judgement.WorstExcess));
        Assert.True(double.IsNaN(AcceptanceCriterion.Judge([]).WithinShare));
    }
}
