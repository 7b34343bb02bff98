using Pipelines.Model.QuenchingActivation;

namespace Pipelines.Stages.QuenchingActivation;

/// <summary>Numbers that the settings of a quenching experiment rule out.</summary>
internal static class QuenchingAbsences
{
    public static IEnumerable<Absence> Of(QuenchingSettings settings, Activation activation)
    {
        if ((settings.Dataset.Sample?.Test ?? 0) == 0)
        {
            var reason = settings.Dataset.Sample is null ? "dataset.law: population has no fresh examples" : "dataset.testSamples is 0";
            foreach (var table in (string[])["trajectory", "trainingSummary"]) yield return Absence.Of(table, reason, "sampledTestRisk");
        }
        if (settings.Record.Neurons == 0)
        {
            foreach (var table in (string[])["neurons", "effectiveNeurons"]) yield return Absence.OfRows(table, "record.neurons is 0");
        }
        else if (settings.Dataset.InputDimension == 1)
        {
            foreach (var table in (string[])["neurons", "effectiveNeurons"])
                yield return Absence.Of(table, "dataset.inputDimension is 1, and there is no second axis", "secondCosine");
        }
        if (settings.Training.StopBelow == 0)
            yield return Absence.Of("randomFeatureSummary", "training.stopBelow is 0", "stoppedStep");
        if (!(settings.Target is QuenchingTargetSettings.Circle && activation is Activation.Relu))
        {
            const string Reason = "plateaus are those of target.function: circle with network.activation: relu";
            yield return Absence.Of("comparison", Reason, "plateau", "plateauRatio");
            yield return Absence.Of("comparisonSummary", Reason, "triangleTime", "pentagonRatio");
        }
    }
}
