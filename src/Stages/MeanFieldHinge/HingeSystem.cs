using System.Collections.Immutable;
using System.Numerics;

namespace Pipelines.Stages.MeanFieldHinge;

/// <summary>The mean-field hinge system: data, training, theory and their comparison (Pellegrini and Biroli 2020, arXiv 2006.11209).</summary>
public static class HingeSystem
{
    public static SystemDefinition Definition { get; } = SystemDefinition.Of<HingeSettings>(
        "mean-field-hinge",
        "one-hidden-layer ReLU network with linear hinge loss, and its mean-field theory",
        [
            HingeTables.Trajectory.Schema, HingeTables.Neurons.Schema, HingeTables.Satisfaction.Schema, HingeTables.Summary.Schema,
            HingeTheoryTables.Theory.Schema, HingeLimitTables.Limits.Schema, HingeSpreadTables.Width.Schema, HingeSpreadTables.Spread.Schema,
            HingeTheoryTables.Summary.Schema,
            HingeComparisonTables.Comparison.Schema, HingeComparisonTables.NodeLaw.Schema, HingeComparisonTables.Satisfaction.Schema,
            HingeComparisonTables.Summary.Schema,
        ],
        Plan) with
    {
        Notes = HingeNotes.Of,
    };

    private static PointPlan Plan(HingeSettings settings, PointContext context) => settings.Training.Precision switch
    {
        Precision.Float32 => Plan<float>(settings, context),
        _ => Plan<double>(settings, context),
    };

    private static PointPlan Plan<T>(HingeSettings settings, PointContext context)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var source = HingeSource.Of(settings.Dataset);
        ImmutableArray<(string Setting, GivenFile File)> files = source.Match(
            drawn: _ => [],
            fromFiles: s => s.Files.Select(f => (f.Setting, context.Files(f.Path))).ToImmutableArray());
        if (files.FirstOrDefault(f => f.File.Content is null) is { File: not null } unusable)
            return Unusable(source, unusable.Setting, unusable.File);
        if (TooLarge(settings, source.EstimatedInputDimension) is { } refused) return refused;
        var parameters = settings.Network.InitialParameters is { } path ? context.Files(path) : null;
        return parameters?.Refusal("network.initialParameters")
            ?? (PointPlan)HingePipeline.Of<T>(settings, source, [.. files.Select(f => f.File)], parameters, context);
    }

    /// <summary>A point without its file is left out where the file is optional, and refused otherwise.</summary>
    private static PointPlan Unusable(HingeSource source, string setting, GivenFile file) =>
        source is HingeSource.FromFiles { IfAbsent: { } advice } && file.IsAbsent
            ? new PointPlan.Skipped($"there is no file {file.Path}; {advice}")
            : file.Refusal($"dataset.{setting}")!;

    /// <summary>Inputs and inner weights are one array each.</summary>
    private static PointPlan.Refused? TooLarge(HingeSettings settings, int inputDimension)
    {
        (string Setting, long Rows)[] matrices =
            [("dataset.trainingSamples", settings.Dataset.TrainingSamples), ("dataset.testSamples", settings.Dataset.TestSamples),
                ("network.hiddenUnits", settings.Network.HiddenUnits)];
        var (setting, rows) = matrices.FirstOrDefault(m => m.Rows * inputDimension > Array.MaxLength);
        return setting is null
            ? null
            : new(setting, $"{rows} x {inputDimension} numbers are more than one array holds, {Array.MaxLength}.", "Make one of the two smaller.");
    }
}
