using Pipelines.Model.Theories.GaussianMixture;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>Gaussian mixtures: direct simulation, dynamical mean-field theory and their comparison (Mignacco et al. 2020, arXiv 2006.06098).</summary>
public static class MixtureSystem
{
    public static SystemDefinition Definition { get; } = new(
        "gaussian-mixture",
        "perceptron on a Gaussian mixture under (stochastic) gradient descent, and its dynamical mean-field theory",
        typeof(MixtureSettings),
        [
            MixtureTables.Simulation.Schema, MixtureTables.Seeds.Schema,
            MixtureTables.Theory.Schema, MixtureTables.Kernels.Schema, MixtureTables.TheorySummary.Schema,
            MixtureTables.Comparison.Schema, MixtureTables.ComparisonSummary.Schema,
        ],
        (settings, context) => Plan((MixtureSettings)settings, context));

    private static PointPlan Plan(MixtureSettings settings, PointContext context)
    {
        if (Refusal(settings) is { } refusal) return refusal;
        var simulation = settings.Training.Precision == MixturePrecision.Float32
            ? MixtureSimulationStage.Node<float>(settings, context)
            : MixtureSimulationStage.Node<double>(settings, context);
        var theory = MixtureTheoryStage.Node(settings, context);
        return new PointPlan.Ready([simulation, theory, MixtureComparisonStage.Node(settings, simulation, theory)]);
    }

    /// <summary>What no single section can see.</summary>
    private static PointPlan.Refused? Refusal(MixtureSettings settings)
    {
        var rate = settings.Training.LearningRate;
        if (settings.Batch.Rule is BatchRule.Persistent rule
            && Math.Max(rule.ActivationProbability(rate), rule.DeactivationProbability(rate)) is var probability && probability > 1 + 1e-14)
        {
            return new(
                "batch.persistenceTime",
                FormattableString.Invariant($"A transition probability of the masks is {probability}."),
                "Increase persistenceTime, lower training.learningRate, or state the probabilities with rule: chain.");
        }
        if (Math.Round(settings.Dataset.SampleRatio * settings.Dataset.InputDimension, MidpointRounding.AwayFromZero) < 1)
            return new("dataset.sampleRatio", "Not one training sample is left.", "Increase sampleRatio or inputDimension.");
        return MixtureTheoryStage.Objection(settings) is { } objection
            ? new("theory.method", objection, "Choose a method that solves this problem: march solves every one.")
            : null;
    }
}
