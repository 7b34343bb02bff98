using System.Collections.Immutable;
using Pipelines.Model.QuenchingActivation;

namespace Pipelines.Stages.QuenchingActivation;

/// <summary>The pipeline of the quenching-activation system (Ma, Wu and E 2020, arXiv 2006.14450): generate, train, solve, compare.</summary>
internal static class QuenchingPipeline
{
    /// <param name="settings">Settings of the point.</param>
    /// <param name="activation">Their activation.</param>
    /// <param name="context">Seed and replicate.</param>
    public static PointPlan.Ready Of(QuenchingSettings settings, Activation activation, PointContext context)
    {
        // Generate the target function and, for an empirical risk, the sample (the stage of QuenchingData, an input of those below).
        var point = new QuenchingPoint(settings, activation, context);

        // Train the two-layer network.
        var training = QuenchingTrainingStage.Node(point);
        var outputs = ImmutableArray.Create(training);
        if (settings.RandomFeatures)
        {
            // Solve the random feature model of the same start, and compare the network with it.
            var features = RandomFeatureStage.Node(point);
            outputs = outputs.AddRange(features, QuenchingComparisonStage.Node(point, training, features));

            // Theorem 1 bounds the difference for samples on the sphere, with relu.
            if (settings.Dataset is QuenchingDatasetSettings.Sphere && activation is Activation.Relu)
                outputs = outputs.Add(FittingBoundStage.Node(point, features));
        }

        // Solve the effective dynamics of the neurons that stay active.
        if (settings.Effective is { } effective) outputs = outputs.Add(EffectiveStage.Node(point, effective));
        return new(outputs)
        {
            Warnings = [.. settings.Record.Unrecorded(point.Recorded[^1], settings.Network.HiddenUnits), .. OtherTime(settings)],
            Absent = [.. QuenchingAbsences.Of(settings, activation)],
            Recorded =
            [
                RecordedSteps.Of(outputs, point.Recorded, point.Plan.Optimiser.LearningRate) with { MayStop = settings.Training.StopBelow > 0 },
            ],
        };
    }

    private static IEnumerable<string> OtherTime(QuenchingSettings settings)
    {
        if (settings.RandomFeatures && settings.Training.Optimiser is QuenchingOptimiser.Momentum or QuenchingOptimiser.Adam)
        {
            yield return "The random features follow gradient flow, and the network another optimiser, whose steps × learning rate are no time of "
                + "the flow: riskRatio, departureStep and curves over time hold different times against each other. The least risks can be "
                + "compared; randomFeatures: false leaves the random features out.";
        }
    }
}
