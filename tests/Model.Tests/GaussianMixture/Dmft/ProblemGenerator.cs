using FsCheck;
using FsCheck.Fluent;
using Pipelines.Model.GaussianMixture;

namespace Pipelines.Model.Tests.GaussianMixture.Dmft;

/// <summary>Random descents of moderate size: both presets and mixtures of three odd clusters, all batch rules, with and without ridge.</summary>
internal static class ProblemGenerator
{
    public static Gen<MixtureProblem> Problems =>
        from mixture in Mixtures
        from activation in Gen.OneOf(
            Gen.Constant<MixtureActivation>(new MixtureActivation.Linear()),
            Real(0.3, 1.5).Select(l => (MixtureActivation)new MixtureActivation.Door(l)))
        from problem in Descents(mixture, activation)
        select problem;

    public static Gen<MixtureProblem> TwoClusters => Descents(Mixture.TwoClusters, new MixtureActivation.Linear());

    public static Gen<MixtureProblem> ThreeClusters =>
        from threshold in Real(0.3, 1.2)
        from problem in Descents(Mixture.ThreeClusters, new MixtureActivation.Door(threshold))
        select problem;

    public static Gen<double> Real(double low, double high) => Gen.Choose(0, 10_000).Select(i => low + ((high - low) * i / 10_000));

    private static Gen<Mixture> Mixtures => Gen.OneOf(Gen.Constant(Mixture.TwoClusters), Gen.Constant(Mixture.ThreeClusters), OddMixtures);

    private static Gen<Mixture> OddMixtures =>
        from first in Real(-2, 2)
        from second in Real(-2, 2)
        from share in Gen.Choose(1, 14)
        from label in Gen.Elements(-1, 1)
        select new Mixture([new(first, 1, share / 16.0), new(second, -1, 1 / 16.0), new(0.5, label, (15 - share) / 16.0)]);

    private static Gen<MixtureProblem> Descents(Mixture mixture, MixtureActivation activation) =>
        from ratio in Real(0.2, 3)
        from noise in Real(0.05, 1)
        from ridge in Gen.OneOf(Gen.Constant(0.0), Real(0, 1))
        from rate in Real(0.02, 0.2)
        from batch in Rules(rate)
        from variance in Gen.OneOf(Gen.Constant(0.0), Real(0, 2))
        select new MixtureProblem(mixture, activation, new MixtureLoss.Logistic(), ratio, noise, ridge, rate, batch, variance);

    private static Gen<BatchRule> Rules(double rate) => Gen.OneOf(
        Gen.Constant<BatchRule>(new BatchRule.Full()),
        Real(0.1, 1).Select(b => (BatchRule)new BatchRule.Sgd(b)),
        from b in Real(0.1, 1)
        from slowness in Real(1, 10)
        select (BatchRule)new BatchRule.Persistent(b, slowness * Math.Max(rate, (1 - b) * rate / b)));
}
