using Pipelines.Model.MeanFieldHinge.Losses;

namespace Pipelines.Stages.MeanFieldHinge;

/// <summary>Numbers that the settings of a hinge experiment rule out.</summary>
internal static class HingeAbsences
{
    public static IEnumerable<Absence> Of(HingeSettings settings, MarginLoss loss)
    {
        var (dataset, record) = (settings.Dataset, settings.Record);
        if (dataset.TestSamples == 0)
        {
            const string Reason = "dataset.testSamples is 0";
            yield return Absence.Of("trajectory", Reason, "testError", "testErrorTiesHalf");
            yield return Absence.Of("trainingSummary", Reason, "finalTestError");
        }
        if (!record.Satisfaction)
        {
            foreach (var table in (string[])["satisfaction", "satisfactionComparison"])
                yield return Absence.OfRows(table, "record.satisfaction is false");
        }
        if (record.Neurons == 0)
        {
            foreach (var table in (string[])["neurons", "nodeLaw"]) yield return Absence.OfRows(table, "record.neurons is 0");
        }
        if (!(settings.Network.OuterWidth == 1 && settings.Network.InnerWidth == 1))
        {
            const string Reason = "an initial width is not 1";
            foreach (var table in (string[])["finiteWidth", "outputSpread"]) yield return Absence.OfRows(table, Reason);
            yield return Absence.Of(
                "satisfactionComparison", Reason, "bandLower", "bandUpper", "inBand", "subtractedBandLower", "subtractedBandUpper",
                "inSubtractedBand");
            yield return Absence.Of("theorySummary", Reason, "plateauError");
        }
        if (dataset is not HingeDatasetSettings.Gaussian)
            yield return Absence.Of("theorySummary", "dataset.law is not gaussian", "plateauError");
        foreach (var absence in OfTheory(dataset, loss)) yield return absence;
    }

    private static IEnumerable<Absence> OfTheory(HingeDatasetSettings dataset, MarginLoss loss)
    {
        var isGiven = HingeSource.Of(dataset) is HingeSource.FromFiles;
        var reason = isGiven ? "the examples are given, and have no density at the origin"
            : dataset.MislabelFraction > 0 ? "learning stops where dataset.mislabelFraction is above 0"
            : null;
        if (reason is not null)
        {
            yield return Absence.Of("theory", reason, "lateClock");
            yield return Absence.Of("theorySummary", reason, isGiven ? ["densityAtOrigin", "lateConstant"] : ["lateConstant"]);
            yield return Absence.Of("limits", reason, "lazyLateClock", "richClock");
        }
        reason = dataset is not HingeDatasetSettings.Gaussian ? "dataset.law is not gaussian"
            : dataset.MislabelFraction > 0 ? "dataset.mislabelFraction is above 0"
            : loss is not MarginLoss.LinearHinge ? "training.loss is not linear-hinge"
            : null;
        if (reason is null) yield break;
        yield return Absence.Of("theory", reason, "closedFormTime");
        yield return Absence.Of("limits", reason, "lazyReducedClock");
    }
}
