using System.Collections.Immutable;
using Pipelines.Model.QuenchingActivation;
using Pipelines.Model.QuenchingActivation.Training;

namespace Pipelines.Stages.QuenchingActivation;

/// <summary>The quenching-activation system: training, random features, their comparison, the bound of Theorem 1, effective dynamics (Ma, Wu and E
/// 2020).</summary>
public static class QuenchingSystem
{
    public static SystemDefinition Definition { get; } = With([]);

    /// <summary>The system with activations of one's own, which experiments then name: <c>network.activation: my-activation</c>.</summary>
    /// <remarks>In every key its name and its values stand for a function: one that is changed under its name is computed again.</remarks>
    /// <param name="activations">Activations with distinct names, none of them that of a built-in one.</param>
    /// <exception cref="ArgumentException">Two activations have one name.</exception>
    public static SystemDefinition With(ImmutableArray<Activation.Custom> activations)
    {
        var known = new QuenchingActivations(activations);
        return SystemDefinition.Of<QuenchingSettings>(
            "quenching-activation",
            "two-layer networks, of ReLU or another activation, between random features and few active neurons",
            [
                QuenchingTables.Trajectory.Schema, QuenchingTables.Neurons.Schema, QuenchingTables.Activations.Schema, QuenchingTables.Summary.Schema,
                RandomFeatureTables.Trajectory.Schema, RandomFeatureTables.Minimiser.Schema, RandomFeatureTables.Summary.Schema,
                QuenchingComparisonTables.Comparison.Schema, QuenchingComparisonTables.Summary.Schema,
                FittingBoundTables.Trajectory.Schema, FittingBoundTables.Summary.Schema,
                EffectiveTables.Trajectory.Schema, EffectiveTables.Neurons.Schema, EffectiveTables.Summary.Schema,
            ],
            (settings, context) => Plan(settings, context, known)) with
        {
            Observables =
            [
                new("test risk", "trajectory.testRisk")
                {
                    Predicted = "randomFeatures.testRisk",
                    Final = "trainingSummary.testRisk",
                    FinalPredicted = "randomFeatureSummary.bestTestRisk",
                    FinalPredictedName = "random features, least over time",
                    MeasuredName = "network",
                    PredictedName = "random features",
                    IsLogarithmic = true,
                },
                new("training risk", "trajectory.trainingRisk")
                {
                    Predicted = "randomFeatures.trainingRisk",
                    Final = "trainingSummary.trainingRisk",
                    MeasuredName = "network",
                    PredictedName = "random features",
                    IsLogarithmic = true,
                },
            ],
        };
    }

    private static PointPlan Plan(QuenchingSettings settings, PointContext context, QuenchingActivations activations) =>
        (Refusal(settings) ?? activations.Refusal(settings) ?? settings.Record.Refusal(settings.Training.StepsFor(settings.Network.HiddenUnits)))
            is { } refusal
            ? refusal
            : QuenchingPipeline.Of(settings, activations.Of(settings.Network)!, context);

    private static PointPlan.Refused? Refusal(QuenchingSettings settings)
    {
        var (training, isPopulation) = (settings.Training, settings.Dataset.Sample is null);
        if (settings.Record.Satisfaction)
            return new("record.satisfaction", "This system does not record when examples are satisfied.", "Leave out record.satisfaction.");
        if (settings.Target.Misfit(settings.Dataset.InputDimension) is { } misfit)
            return new("target", $"The target does not fit: {misfit}.", "Change dataset.inputDimension or the target.");
        if (training.BatchSize is not null && isPopulation)
            return new("training.batchSize", "The population risk has no batches.", "Leave batchSize out or give a finite sample.");
        if (!double.IsFinite(training.StepsFor(settings.Network.HiddenUnits) * training.LearningRateFor(settings.Network.HiddenUnits)))
            return new("training", "The run would end at a time that is no finite number.", "Make the learning rate smaller or take fewer steps.");
        if (settings.Effective is not { } effective) return null;
        if (!isPopulation) return new("effective", "The effective dynamics is known for the population risk only.", "Use law: population.");
        if (training.Optimiser != QuenchingOptimiser.GradientFlow)
            return new("effective", "The effective dynamics is a gradient flow.", "Use optimiser: gradient-flow.");
        if (training.Layers != TrainedLayers.Both)
            return new("effective", "The effective dynamics moves both layers.", "Use layers: both, or leave effective out.");
        return effective.FromStep <= training.StepsFor(settings.Network.HiddenUnits)
            ? null
            : new("effective.fromStep", "The effective dynamics would start after the last step.", "Start it earlier or train longer.");
    }
}
