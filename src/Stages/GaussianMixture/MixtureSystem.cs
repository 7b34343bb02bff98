using System.Collections.Immutable;
using System.Numerics;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>(Stochastic) gradient descent on Gaussian mixtures next to its dynamical mean-field theory (Mignacco et al. 2020, arXiv 2006.06098).</summary>
/// <remarks>One point is an ensemble: the theory predicts a mean, so a simulation is compared with it only together with its spread over seeds.</remarks>
public static class MixtureSystem
{
    public static SystemDefinition Definition { get; } = new(
        "gaussian-mixture",
        "(stochastic) gradient descent on Gaussian mixtures, and its dynamical mean-field theory",
        typeof(MixtureSettings),
        [
            MixtureTables.Ensemble.Schema, MixtureTables.Summary.Schema, MixtureTables.Simulation.Schema,
            MixtureTheoryTables.Theory.Schema, MixtureTheoryTables.Kernels.Schema, MixtureTheoryTables.Summary.Schema,
            MixtureComparisonTables.Comparison.Schema, MixtureComparisonTables.Summary.Schema,
            MixtureTimeStepTables.TimeStep.Schema, MixtureTimeStepTables.Summary.Schema,
        ],
        (settings, context) => Plan((MixtureSettings)settings, context));

    private static PointPlan.Ready Plan(MixtureSettings settings, PointContext context)
    {
        var simulations = settings.Training.Precision switch
        {
            Precision.Float32 => Simulations<float>(settings, context),
            _ => Simulations<double>(settings, context),
        };
        var ensemble = MixtureEnsembleStage.Node(settings, simulations);
        var theory = MixtureTheoryStage.Node(settings, context);
        ImmutableArray<TableNode> limit = settings.Theory.Halvings == 0 ? [] : [MixtureTimeStepStage.Node(settings, context, theory)];
        return new([ensemble, theory, MixtureComparisonStage.Node(settings, ensemble, theory), .. limit, .. simulations]);
    }

    private static ImmutableArray<TableNode> Simulations<T>(MixtureSettings settings, PointContext context)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (descent, dimension) = (MixtureDescent.Of(settings), settings.Dataset.InputDimension);
        return
        [
            .. Enumerable.Range(0, settings.Training.Seeds).Select(seed => MixtureSimulationStage.Node(
                settings, context, seed, MixtureDatasetStage.Node<T>(descent, dimension, context, seed, settings.Training.Precision))),
        ];
    }
}
