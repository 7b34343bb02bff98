using Pipelines.Model.GaussianMixture;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>Numbers that the settings of a mixture experiment rule out.</summary>
internal static class MixtureAbsences
{
    /// <param name="settings">The settings.</param>
    /// <param name="problem">The problem that they state.</param>
    public static IEnumerable<Absence> Of(MixtureSettings settings, MixtureProblem problem)
    {
        if (!MixtureTheoryTables.HasBayesError(problem))
            yield return Absence.Of("theorySummary", "it is known for law: two-clusters and a linear network alone", "bayesError");
        if (settings.Dataset.TestSamples == 0)
        {
            const string Reason = "dataset.testSamples is 0";
            yield return Absence.Of("simulation", Reason, "testError");
            yield return Absence.Of("ensemble", Reason, "testError", "testErrorStandardError");
        }
        if (settings.SimulationCount == 1)
        {
            const string Reason = "training.seeds is 1, and one simulation has no standard error";
            yield return Absence.Of("ensemble", Reason, [.. MixtureQuantity.All.Select(q => q.ErrorName), "testErrorStandardError"]);
            yield return Absence.Of("ensembleOverlaps", Reason, "overlapStandardError");
            yield return Absence.Of(
                "comparison", Reason,
                [.. MixtureQuantity.All.SelectMany(q => new[] { $"{q.Name}CombinedError", $"{q.Name}Allowed", $"{q.Name}Excess" })]);
            yield return Absence.Of(
                "comparisonSummary", Reason,
                [
                    "withinShare", "worstExcess",
                    .. MixtureQuantity.All.SelectMany(q => new[] { $"{q.Name}WithinShare", $"{q.Name}WorstExcess" }),
                ]);
        }
        if (settings.Training.Steps == 0)
        {
            yield return Absence.Of(
                "comparisonSummary", "training.steps is 0, and the start is not compared",
                [
                    "withinShare", "worstExcess",
                    .. MixtureQuantity.All.SelectMany(q => new[] { $"{q.Name}WithinShare", $"{q.Name}WorstExcess" }),
                ]);
        }
        foreach (var absence in OfTheory(settings.Theory)) yield return absence;
    }

    private static IEnumerable<Absence> OfTheory(MixtureTheorySettings theory)
    {
        if (theory.KernelSteps.IsEmpty) yield return Absence.OfRows("kernels", "theory.kernelSteps names no step");
        else if (theory is MixtureTheorySettings.CompressedMarch)
        {
            yield return Absence.Of(
                "kernels", "theory.method: compressed-march has no responses", "response", "responseStandardError", "memoryKernel",
                "memoryKernelStandardError");
        }
        if (theory is MixtureTheorySettings.Iteration)
        {
            const string Reason = "theory.method: iteration computes no bias";
            yield return Absence.Of(
                "theory", Reason, [.. MixtureQuantity.All.SelectMany(q => new[] { $"{q.Name}Bias", $"{q.Name}BiasStandardError" })]);
            yield return Absence.Of("theorySummary", Reason, "largestBias", "largestBiasStandardError");
        }
        if (theory.Halvings == 1)
        {
            yield return Absence.Of(
                "timeStepSummary", "theory.halvings is 1, and a limit takes at least 2",
                [
                    .. from quantity in (string[])["squaredNorm", "generalisationError"]
                       from number in (string[])["Order", "OrderStandardError", "Limit", "LimitStandardError"]
                       select quantity + number,
                ]);
        }
    }
}
