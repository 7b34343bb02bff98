using System.Collections.Immutable;
using Pipelines.Model.GaussianMixture;
using Pipelines.Model.Numerics;

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
    /// <remarks>In every key its name and its values stand for a function: one that is changed under its name is computed again.</remarks>
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
                MixtureOverlapTables.Simulation.Schema, MixtureOverlapTables.Ensemble.Schema, MixtureOverlapTables.Theory.Schema,
                MixtureComparisonTables.Comparison.Schema, MixtureComparisonTables.Summary.Schema,
                MixtureTimeStepTables.TimeStep.Schema, MixtureTimeStepTables.Summary.Schema,
            ],
            (settings, context) => Plan(settings, context, known)) with
        {
            Observables =
            [
                new(@"$\epsilon_{\mathrm{gen}}$", "ensemble.generalisationError")
                {
                    Error = "ensemble.generalisationErrorStandardError",
                    Predicted = "theory.generalisationError",
                    Final = "ensembleSummary.simulatedError",
                    FinalPredicted = "theorySummary.finalError",
                },
                new("training loss", "ensemble.trainingLoss") { Error = "ensemble.trainingLossStandardError", Predicted = "theory.trainingLoss" },
                new("overlap $m$", "ensemble.magnetization") { Error = "ensemble.magnetizationStandardError", Predicted = "theory.magnetization" },
            ],
        };
    }

    private static PointPlan Plan(MixtureSettings settings, PointContext context, MixtureLosses losses)
    {
        if (losses.Find(settings.Training.Loss) is not { } loss)
        {
            return new PointPlan.Refused(
                "training.loss", $"There is no loss '{settings.Training.Loss}'.",
                $"Write one of {losses.Names}; a loss of your own takes a few lines of C#: docs/how-to/own-programs.md.");
        }
        if (loss is MixtureLoss.Custom { Flaw: { } flaw })
            return new PointPlan.Refused("training.loss", flaw, "Correct the loss or its slopes l' and l''.");
        if ((settings.Record.Refusal(settings.Training.Steps) ?? EmptyComparison(settings)) is { } refused) return refused;
        var given = MixtureGiven.Of(settings.Given, context);
        return given.Refusal is { } refusal ? refusal
            : settings.Training.Precision == Precision.Float32 ? MixturePipeline.Of<float>(settings, loss, given, context)
            : MixturePipeline.Of<double>(settings, loss, given, context);
    }

    /// <summary>A window of the comparison that holds no recorded step.</summary>
    private static PointPlan.Refused? EmptyComparison(MixtureSettings settings)
    {
        var (window, eta) = (settings.Comparison, settings.Training.LearningRate);
        if (settings.SimulationCount == 0 || (window.From is null && window.Until is null)) return null;
        var steps = settings.Record.Steps(settings.Training.Steps);
        return steps.Any(step => window.Holds(step, step * eta)) ? null : new(
            window.From is null ? "comparison.until" : "comparison.from",
            FormattableString.Invariant(
                $"No recorded step lies in the window of the comparison; the first after the start is at time {Next(steps) * eta:g6}, the last at ")
                + FormattableString.Invariant($"{steps[^1] * eta:g6}."),
            "Move the window, record more steps (record), or leave it out.");
    }

    private static long Next(ImmutableArray<long> steps) => steps.Length > 1 ? steps[1] : steps[0];
}

/// <summary>What may be run but should not surprise: told before a run, and kept in its summary tables.</summary>
internal static class MixtureWarnings
{
    /// <summary>Free starts of a door activation need so many seeds before a standard error means anything in the transition.</summary>
    public const int LeastFreeDoorSeeds = 150;

    /// <summary>Seeds of a linear activation from which its standard errors are steady enough for the acceptance criterion: to a ninth.</summary>
    public const int LeastLinearSeeds = 40;

    /// <summary>The mean over simulations differs from the theory, of infinitely many dimensions, by a share of order 1/d (of 2000 seeds C by 0.18,
    /// 0.04 and 0.01 in 10, 50 and 100); below this it is more than the hundredth to which overlaps are compared.</summary>
    public const int LeastDimension = 100;

    /// <summary>Steps of full batch beyond which the past that a march keeps is most of what a point costs.</summary>
    public const int LongMarch = 1000;

    /// <summary>Enough seeds for the criterion to mean what it says.</summary>
    public static bool HasEnoughSeeds(MixtureSettings settings) =>
        settings.SimulationCount == 0 || settings.SimulationCount >= LeastSeeds(settings);

    public static IEnumerable<string> Of(MixtureSettings settings, MixtureDescent descent)
    {
        if (StepStability.Of(descent.Problem()).Warning is { } unstable) yield return unstable;
        if (!HasEnoughSeeds(settings)) yield return TooFewSeeds(settings);
        if (settings.SimulationCount > 0 && settings.Dataset.InputDimension < LeastDimension)
            yield return SmallDimension(settings.Dataset.InputDimension);
        if (FreeStart(settings, descent) is { } start) yield return start;
        if (settings.Training.Batch is MixtureBatchSettings.PersistentSgd rule && rule.Saturated(settings.Training.LearningRate) is { } share)
            yield return Saturation(rule.BatchFraction, share);
        if (settings.Theory is MixtureTheorySettings.March && settings.Training.Batch.IsFull && settings.Training.Steps > LongMarch)
            yield return LongTheory(settings.Training.Steps);
        foreach (var unrecorded in settings.Record.Unrecorded(settings.Training.Steps, neurons: null)) yield return unrecorded;
    }

    /// <summary>|m| of simulations begins at its mean over free starts, that of the theory at 0; one direction has m with its sign, whose mean is
    /// 0.</summary>
    private static string? FreeStart(MixtureSettings settings, MixtureDescent descent)
    {
        var isFree = settings is { Training.Start: MixtureStartSettings.Free, Theory.Start: MixtureTheoryStart.Simulation, Given.Weights: null };
        if (!isFree || settings.SimulationCount == 0 || descent.HasOneDirection) return null;
        var (directions, dimension) = (MixtureDescent.DirectionsOf(settings.Dataset), settings.Dataset.InputDimension);
        var size = Math.Sqrt(2 * settings.Training.InitialVariance / dimension)
            * SpecialFunctions.GammaRatio((directions + 1) / 2.0, directions / 2.0);
        return size <= MixtureQuantity.Magnetization.Floor ? null : FormattableString.Invariant(
            $"In {directions} directions a free start has |m| = {size:g2} in {dimension} dimensions, where the theory begins at 0 and is compared")
            + " with it: write theory.start: average.";
    }

    /// <summary>The standard error of n numbers is itself known to a share of 1/sqrt(2 (n - 1)).</summary>
    private static string TooFewLinearSeeds(int seeds)
    {
        static double Share(int seeds) => 100 / Math.Sqrt(2.0 * (seeds - 1));
        const string Each = "The tables comparison and comparisonSummary hold each replicate against the theory by its own seeds",
            Others = "Replicates do not make up for seeds there; checks and figures of other tables are not concerned.";
        return seeds == 1
            ? $"{Each}, and one seed has no standard error: write training.seeds: {LeastLinearSeeds}. {Others}"
            : FormattableString.Invariant($"{Each}, and the standard error over {seeds} seeds is uncertain by {Share(seeds):0} %; with ")
                + FormattableString.Invariant($"training.seeds: {LeastLinearSeeds} it is by {Share(LeastLinearSeeds):0} %. {Others}");
    }

    private static string SmallDimension(int dimension) => FormattableString.Invariant(
        $"The theory is of infinitely many dimensions: in {dimension} the mean over simulations may be off it by about one part in {dimension}, ")
        + "however many seeds there are.";

    private static string LongTheory(int steps) => FormattableString.Invariant(
        $"The theory keeps all {steps} steps and sums over them in every step; under full batch theory: {{method: compressed-march}} does not.");

    private static string Saturation(double fraction, double share)
    {
        const string Beginning = "A switching probability above 1 stands for 1: the share of the batch";
        return share == fraction
            ? FormattableString.Invariant($"{Beginning} stays {share:g3}, but not its correlation in time.")
            : FormattableString.Invariant($"{Beginning} tends to {share:g3}, not to batchFraction = {fraction:g3}.");
    }

    /// <summary>Given numbers do not vary over seeds, so no law says how many are enough; an error needs two.</summary>
    private static int LeastSeeds(MixtureSettings settings) =>
        IsGiven(settings) ? 2
        : settings.Network is MixtureNetworkSettings.Linear ? LeastLinearSeeds
        : settings.Training.Start is MixtureStartSettings.Free ? LeastFreeDoorSeeds
        : 0;

    private static bool IsGiven(MixtureSettings settings) => settings.Given.Samples is not null || settings.Given.Weights is not null;

    private static string TooFewSeeds(MixtureSettings settings)
    {
        var seeds = settings.SimulationCount;
        if (IsGiven(settings)) return "One simulation has no standard error, so its comparison with the theory cannot pass.";
        return settings.Network is MixtureNetworkSettings.Linear
            ? TooFewLinearSeeds(seeds)
            : $"{seeds} free starts of a door activation: below {LeastFreeDoorSeeds} the spread over seeds is too skewed in the transition "
                + "for its standard error to mean anything. "
                + "Take more seeds, or fix the overlap: training.start: {kind: fixed, magnetization: 0.2}.";
    }
}
