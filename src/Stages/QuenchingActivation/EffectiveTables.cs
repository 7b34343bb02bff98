using Pipelines.Stages.Tables;

namespace Pipelines.Stages.QuenchingActivation;

/// <summary>The tables that the effective dynamics leaves.</summary>
internal static class EffectiveTables
{
    private const string Paper = "Ma, Wu & E 2020, section 3.2";

    public static RowTable<Row> Trajectory { get; } =
        new RowTable<Row>("effective", "The effective dynamics: background neurons follow the active ones at once.")
            .Number("step", r => r.Step, "Steps of the full dynamics that the time stands for.")
            .Number("time", r => r.Time, "Time of the full dynamics.", "steps × learning rate")
            .Number("trainingRisk", r => r.Risk, "Population risk.", "", Paper)
            .Number("largestMagnitude", r => r.LargestMagnitude, "max |a||b|.");

    public static RowTable<NeuronRow> Neurons { get; } =
        NeuronRow.Table("effectiveNeurons", "The first neurons of the effective dynamics at each recorded step.");

    public static RowTable<SummaryRow> Summary { get; } =
        new RowTable<SummaryRow>("effectiveSummary", "Where the effective dynamics takes over.", isSummary: true)
            .Integer("effectiveActive", r => r.Active, "Neurons found active at effective.fromStep.")
            .Number(
                "slavingError",
                r => r.SlavingError,
                "Relative distance of the background's outer weights from the slaved ones at effective.fromStep.");

    internal sealed record Row(double Step, double Time, double Risk, double LargestMagnitude);

    internal sealed record SummaryRow(int Active, double SlavingError);
}
