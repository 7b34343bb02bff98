using System.Collections.Immutable;
using Pipelines.Model.GaussianMixture;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>(Stochastic) gradient descent on Gaussian mixtures next to its dynamical mean-field theory.</summary>
/// <remarks>
/// Mignacco, Krzakala, Urbani, Zdeborova 2020, arXiv 2006.06098. One point is an ensemble: the theory predicts a mean, so a simulation is compared
/// with it only together with its spread over seeds.
/// </remarks>
public static class MixtureSystem
{
    public static SystemDefinition Definition { get; } = With([]);

    /// <summary>The system with losses of one's own, which experiments then name: <c>training.loss: my-loss</c>.</summary>
    /// <remarks>A name stands for its function in every key: whoever changes the function changes the name.</remarks>
    /// <param name="losses">Losses with distinct names, none of them that of a built-in one.</param>
    /// <exception cref="ArgumentException">Two losses have one name.</exception>
    public static SystemDefinition With(ImmutableArray<MixtureLoss.Custom> losses)
    {
        var known = new MixtureLosses(losses);
        return SystemDefinition.Of<MixtureSettings>(
            "gaussian-mixture",
            "(stochastic) gradient descent on Gaussian mixtures, and its dynamical mean-field theory",
            [
                MixtureTables.Ensemble.Schema, MixtureTables.Summary.Schema, MixtureTables.Simulation.Schema,
                MixtureTheoryTables.Theory.Schema, MixtureTheoryTables.Kernels.Schema, MixtureTheoryTables.Summary.Schema,
                MixtureTheoryTables.Compression.Schema,
                MixtureComparisonTables.Comparison.Schema, MixtureComparisonTables.Summary.Schema,
                MixtureTimeStepTables.TimeStep.Schema, MixtureTimeStepTables.Summary.Schema,
            ],
            (settings, context) => Plan(settings, context, known));
    }

    private static PointPlan Plan(MixtureSettings settings, PointContext context, MixtureLosses losses)
    {
        if (losses.Find(settings.Training.Loss) is not { } loss)
        {
            return new PointPlan.Refused(
                "training.loss", $"There is no loss '{settings.Training.Loss}'.",
                $"Write one of {losses.Names}; a loss of your own is defined in C#, see MixtureSystem.With.");
        }
        var given = MixtureGiven.Of(settings.Given, context);
        return given.Refusal is { } refusal ? refusal
            : settings.Training.Precision == Precision.Float32 ? MixturePipeline.Of<float>(settings, loss, given, context)
            : MixturePipeline.Of<double>(settings, loss, given, context);
    }
}
