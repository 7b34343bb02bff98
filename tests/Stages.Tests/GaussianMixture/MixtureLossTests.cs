using Pipelines.Model.GaussianMixture;
using Pipelines.Stages.GaussianMixture;

namespace Pipelines.Stages.Tests.GaussianMixture;

/// <summary>A loss that a user defines in C# and names in an experiment.</summary>
public sealed class MixtureLossTests
{
    private static readonly MixtureLoss.Custom HalfSquare = new("half-square", v => (1 - v) * (1 - v) / 2, v => v - 1, _ => 1);

    [Fact]
    public void A_loss_of_ones_own_runs_in_simulation_and_theory_like_the_one_it_equals()
    {
        var system = MixtureSystem.With([HalfSquare]);
        var own = Samples.Run(Named("half-square"), system: system);
        var known = Samples.Run(Named("quadratic"), system: system);
        foreach (var table in new[] { "simulation", "theory" })
        {
            var (a, b) = (Rows.Of(own, table), Rows.Of(known, table));
            for (var row = 0; row < a.Count; row++)
            {
                // The simulations differ by rounding of the formula, the theories also by their random numbers: some 1/sqrt(256).
                Assert.Equal(b.Number("squaredNorm", row), a.Number("squaredNorm", row), table == "simulation" ? 1e-12 : 0.05);
                Assert.Equal(b.Number("trainingLoss", row), a.Number("trainingLoss", row), table == "simulation" ? 1e-12 : 0.05);
            }
        }
    }

    /// <summary>Training with a wrong slope runs, and a theory with a wrong curvature is solved, to no end.</summary>
    [Theory]
    [InlineData(1, 1, null)]
    [InlineData(0.5, 1, "The loss 'scaled' and its slope disagree: ")]
    [InlineData(1, 0.5, "The slope l' of the loss 'scaled' and its slope disagree: ")]
    [InlineData(1, double.NaN, "The slope l' of the loss 'scaled' has the slope NaN at v = -30")]
    public void A_loss_whose_slopes_are_none_is_refused(double first, double second, string? flaw)
    {
        MixtureLoss.Custom loss = new("scaled", HalfSquare.Value, v => first * (v - 1), v => first * second);
        if (flaw is null) Assert.Null(loss.Flaw);
        else Assert.StartsWith(flaw, loss.Flaw, StringComparison.Ordinal);
        var plan = MixtureSystem.With([loss]).Plan(Named("scaled"), Samples.Context);
        Assert.Equal(flaw is not null, plan is PointPlan.Refused { Setting: "training.loss" });
    }

    [Fact]
    public void Its_name_is_in_every_key_that_depends_on_it()
    {
        var system = MixtureSystem.With([HalfSquare, new("other", HalfSquare.Value, HalfSquare.First, HalfSquare.Second)]);
        foreach (var table in new[] { "simulation", "theory" })
        {
            Digest KeyOf(string loss) => Samples.Plan(Named(loss), system: system).First(n => n.Tables[0].Name == table).Key;
            Assert.Equal(3, new[] { "half-square", "other", "quadratic" }.Select(KeyOf).Distinct().Count());
        }
    }

    [Fact]
    public void An_unknown_name_is_refused_with_the_known_ones()
    {
        var refused = Assert.IsType<PointPlan.Refused>(MixtureSystem.With([HalfSquare]).Plan(Named("hinge"), Samples.Context));
        Assert.Equal("training.loss", refused.Setting);
        Assert.Contains("half-square, logistic, quadratic", refused.Fix, StringComparison.Ordinal);
    }

    /// <summary>A changed function under its old name has other keys, an equal one that is written otherwise the same.</summary>
    [Fact]
    public void Its_values_are_in_every_key_that_depends_on_it()
    {
        foreach (var table in new[] { "simulation", "theory", "comparison" })
        {
            Digest KeyOf(MixtureLoss.Custom loss) => Samples.Plan(Named(loss.Name), system: MixtureSystem.With([loss]))
                .First(n => n.Tables[0].Name == table).Key;
            var key = KeyOf(HalfSquare);
            Assert.Equal(key, KeyOf(new(HalfSquare.Name, v => 0.5 * (v - 1) * (v - 1), v => -(1 - v), _ => 1 - 1e-16)));
            Assert.NotEqual(key, KeyOf(new(HalfSquare.Name, v => ((1 - v) * (1 - v) / 2) + 1, HalfSquare.First, HalfSquare.Second)));
            Assert.NotEqual(key, KeyOf(new(HalfSquare.Name, v => (1 - v) * (1 - v), v => 2 * (v - 1), _ => 2)));
        }
    }

    [Fact]
    public void Names_are_distinct()
    {
        Assert.Throws<ArgumentException>(() => MixtureSystem.With([HalfSquare, HalfSquare]));
        Assert.Throws<ArgumentException>(() => MixtureSystem.With([new("logistic", v => v, _ => 1, _ => 0)]));
    }

    private static MixtureSettings Named(string loss) => Samples.Two with { Training = Samples.Two.Training with { Loss = loss } };
}
