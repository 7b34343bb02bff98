using System.Collections.Immutable;
using System.Numerics;
using Pipelines.Model.GaussianMixture;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>The pipeline of the Gaussian-mixture system (Mignacco, Krzakala, Urbani and Zdeborova 2020, arXiv 2006.06098): generate, simulate, solve,
/// compare.</summary>
internal static class MixturePipeline
{
    /// <param name="settings">Settings of the point.</param>
    /// <param name="loss">The loss that the settings name.</param>
    /// <param name="given">The files that replace what a simulation would draw.</param>
    /// <param name="context">Seed and replicate.</param>
    public static PointPlan.Ready Of<T>(MixtureSettings settings, MixtureLoss loss, MixtureGiven given, PointContext context)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var descent = MixtureDescent.Of(settings, loss);

        // Solve the dynamical mean-field theory; where asked, with smaller time steps too, for the limit of gradient flow.
        var theory = MixtureTheoryStage.Node(settings, loss, context);
        ImmutableArray<TableNode> limit = settings.Theory.Halvings == 0 ? [] : [MixtureTimeStepStage.Node(settings, loss, context, theory)];
        if (settings.SimulationCount == 0) return Ready(settings, descent, [theory, .. limit]);

        // Generate a data set for each seed (MixtureDatasetStage, where no file is given instead), and simulate the descent on it.
        ImmutableArray<MixtureInputs<T>> inputs =
            [.. Enumerable.Range(0, settings.SimulationCount).Select(seed => given.Inputs<T>(settings, descent, context, seed))];
        ImmutableArray<TableNode> simulations =
            [.. inputs.Select((input, seed) => MixtureSimulationStage.Node(settings, descent, context, seed, input))];

        // Compare the theory, which predicts a mean, with the mean over the seeds and their spread.
        var ensemble = MixtureEnsembleStage.Node(settings, simulations);
        var comparison = MixtureComparisonStage.Node(settings, ensemble, theory);
        return Ready(settings, descent, [ensemble, theory, comparison, .. limit, .. simulations]) with
        {
            Fits = [.. given.Fits(settings, descent, inputs[0])],
        };
    }

    /// <summary>The outputs with what is known of them before they are made.</summary>
    private static PointPlan.Ready Ready(MixtureSettings settings, MixtureDescent descent, ImmutableArray<TableNode> outputs)
    {
        var (steps, stepTime) = (settings.Record.Steps(settings.Training.Steps), settings.Training.LearningRate);
        var kernels = MixtureTheoryTables.Kernels.Schema.Name;
        var kernelSteps = settings.Theory.KernelSteps.UpTo(settings.Training.Steps);
        return new(outputs)
        {
            Warnings = [.. MixtureWarnings.Of(settings, descent)],
            Absent = [.. MixtureAbsences.Of(settings, descent.Problem())],
            Recorded =
            [
                RecordedSteps.Of(outputs, steps, stepTime, kernels),
                .. kernelSteps.IsEmpty
                    ? Array.Empty<RecordedSteps>()
                    : [new([.. kernelSteps.Select(s => (long)s)], stepTime, [kernels])],
            ],
        };
    }
}
