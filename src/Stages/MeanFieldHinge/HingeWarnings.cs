namespace Pipelines.Stages.MeanFieldHinge;

/// <summary>What the settings alone say about how far the theory may be trusted; <see cref="HingeNotes"/> says what only the numbers show.</summary>
internal static class HingeWarnings
{
    public static IEnumerable<string> Of(HingeSettings settings, bool closureIsExact)
    {
        if (!closureIsExact)
            yield return "The examples are given, so that E[x_perp | x_par] = 0 is not known to hold: the theory is indicative only.";
        if (settings.Network.InitialParameters is not null)
            yield return "The initial weights are given: the theory takes them as drawn with the widths of the settings; comparison.ownClock starts from their own moments.";
        if (settings.Training.BatchSize < settings.Dataset.TrainingSamples)
            yield return "The theory is of full batches: minibatches add a noise that it does not know.";
        if (settings.Dataset.MislabelFraction > 0 && Model.MeanFieldHinge.Data.Mislabelling.Count(settings.Dataset.TrainingSamples, settings.Dataset.MislabelFraction) == 0)
            yield return "The share of flipped labels is less than half an example: none is flipped, but the theory counts the share.";
    }
}
