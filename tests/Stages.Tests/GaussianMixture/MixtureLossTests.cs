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
    public void A_loss_whose_derivatives_are_not_its_own_is_refused_with_what_was_found()
    {
        static void Refused(string expected, Func<double, double> value, Func<double, double> first, Func<double, double> second)
        {
            var loss = new MixtureLoss.Custom("mine", value, first, second);
            Assert.Contains(expected, loss.Flaw, StringComparison.Ordinal);
            var refused = Assert.IsType<PointPlan.Refused>(MixtureSystem.With([loss]).Plan(Named("mine"), Samples.Context));
            Assert.Equal(("training.loss", loss.Flaw), (refused.Setting, refused.Message));
        }
        static double Savage(double v) => 1 / ((1 + Math.Exp(v)) * (1 + Math.Exp(v)));
        static double SavageFirst(double v) => -2 * Math.Exp(v) / Math.Pow(1 + Math.Exp(v), 3);
        static double SavageSecond(double v) => -2 * Math.Exp(v) * (1 - (2 * Math.Exp(v))) / Math.Pow(1 + Math.Exp(v), 4);
        Assert.Null(new MixtureLoss.Custom("savage", Savage, SavageFirst, SavageSecond).Flaw);
        Assert.Null(HalfSquare.Flaw);
        Refused("The derivative l' of the loss 'mine' and its slope disagree", Savage, SavageFirst, v => -SavageSecond(v));
        Refused("The loss 'mine' and its slope disagree", Savage, v => SavageFirst(v) / 2, v => SavageSecond(v) / 2);
        Refused("The derivative l' of the loss 'mine' and its slope disagree", v => Math.Max(0, 1 - v), v => v < 1 ? -1 : 0, _ => 0);
        Refused("The loss 'mine' is NaN at v = -30", v => v < 0 ? double.NaN : v, _ => 1, _ => 0);
        Refused("The derivative l' of the loss 'mine' has the slope NaN at v = 2", v => v, _ => 1, v => v == 2 ? double.NaN : 0);
    }

    [Fact]
    public void Names_are_distinct()
    {
        Assert.Throws<ArgumentException>(() => MixtureSystem.With([HalfSquare, HalfSquare]));
        Assert.Throws<ArgumentException>(() => MixtureSystem.With([new("logistic", v => v, _ => 1, _ => 0)]));
    }

    private static MixtureSettings Named(string loss) => Samples.Two with { Training = Samples.Two.Training with { Loss = loss } };
}
