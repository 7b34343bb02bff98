namespace Pipelines.Stages.GaussianMixture;

/// <summary>What may be run but should not surprise: told before a run, and kept in its summary tables.</summary>
internal static class MixtureWarnings
{
    /// <summary>Free starts of a door activation need so many seeds before a standard error means anything in the transition.</summary>
    public const int LeastFreeDoorSeeds = 150;

    /// <summary>Seeds of a linear activation from which its standard errors are steady enough for the acceptance criterion.</summary>
    public const int LeastLinearSeeds = 40;

    /// <summary>Enough seeds for the criterion to mean what it says.</summary>
    public static bool HasEnoughSeeds(MixtureSettings settings) => settings.Training.Seeds >= LeastSeeds(settings);

    public static IEnumerable<string> Of(MixtureSettings settings, MixtureDescent descent)
    {
        if (descent.Problem().StabilityWarning() is { } unstable) yield return unstable;
        if (!HasEnoughSeeds(settings)) yield return TooFewSeeds(settings);
        if (settings.Training.Batch is MixtureBatchSettings.PersistentSgd rule && rule.Saturated(settings.Training.LearningRate) is { } share)
        {
            yield return FormattableString.Invariant(
                $"A switching probability above 1 stands for 1: the mean share of the batch tends to {share:g3} instead of batchFraction = {rule.BatchFraction:g3}.");
        }
    }

    private static int LeastSeeds(MixtureSettings settings) =>
        settings.Network is MixtureNetworkSettings.Linear ? LeastLinearSeeds
        : settings.Training.Start is MixtureStartSettings.Free ? LeastFreeDoorSeeds
        : 0;

    private static string TooFewSeeds(MixtureSettings settings) => settings.Network is MixtureNetworkSettings.Linear
        ? $"{settings.Training.Seeds} seeds: the comparison with the theory is meant for at least {LeastLinearSeeds}."
        : $"{settings.Training.Seeds} free starts of a door activation: below {LeastFreeDoorSeeds} the spread over seeds is too skewed in the transition for its "
            + "standard error to mean anything. Take more seeds, or fix the overlap: training.start: {kind: fixed, magnetization: 0.2}.";
}
