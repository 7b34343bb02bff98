using System.Collections.Immutable;
using System.Numerics;

namespace Pipelines.Stages.MeanFieldHinge;

/// <summary>The mean-field hinge system: data, training, theory and their comparison (Pellegrini and Biroli 2020, arXiv 2006.11209).</summary>
public static class HingeSystem
{
    public static SystemDefinition Definition { get; } = new(
        "mean-field-hinge",
        "one-hidden-layer ReLU network with linear hinge loss, and its mean-field theory",
        typeof(HingeSettings),
        [
            HingeTables.Trajectory.Schema, HingeTables.Neurons.Schema, HingeTables.Satisfaction.Schema, HingeTables.Summary.Schema,
            HingeTheoryTables.Theory.Schema, HingeLimitTables.Limits.Schema, HingeSpreadTables.Width.Schema, HingeSpreadTables.Spread.Schema,
            HingeTheoryTables.Summary.Schema,
            HingeComparisonTables.Comparison.Schema, HingeComparisonTables.NodeLaw.Schema, HingeComparisonTables.Satisfaction.Schema,
            HingeComparisonTables.Summary.Schema,
        ],
        (settings, context) => Plan((HingeSettings)settings, context))
    {
        Notes = HingeNotes.Of,
    };

    private static PointPlan Plan(HingeSettings settings, PointContext context) => settings.Training.Precision switch
    {
        Precision.Float32 => Plan<float>(settings, context),
        _ => Plan<double>(settings, context),
    };

    private static PointPlan Plan<T>(HingeSettings settings, PointContext context)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        HingeSource.Of(settings.Dataset).Match(
            drawn: source => Ready(settings, context, source, HingeDatasetStage.Node<T>(source, settings.Dataset, context, settings.Training.Precision)),
            fromFiles: source => FromFiles<T>(settings, context, source));

    private static PointPlan FromFiles<T>(HingeSettings settings, PointContext context, HingeSource.FromFiles source)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var files = source.Files.Select(f => (f.Setting, File: context.Files(f.Path))).ToImmutableArray();
        var unusable = files.FirstOrDefault(f => f.File.Content is null);
        return unusable.File is null
            ? Ready(settings, context, source, HingeDatasetStage.Node<T>(source, settings.Dataset, [.. files.Select(f => f.File)], settings.Training.Precision))
            : source.IfAbsent is { } advice && unusable.File.IsAbsent ? new PointPlan.Skipped($"there is no file {unusable.File.Path}; {advice}")
            : unusable.File.Refusal($"dataset.{unusable.Setting}")!;
    }

    private static PointPlan Ready<T>(HingeSettings settings, PointContext context, HingeSource source, ValueNode<HingeData<T>> data)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (TooLarge(settings, source.EstimatedInputDimension) is { } refused) return refused;
        var given = settings.Network.InitialParameters is { } path ? context.Files(path) : null;
        if (given?.Refusal("network.initialParameters") is { } unusable) return unusable;
        var initial = given is null ? null : HingeParametersStage.Node<T>(given, settings.Network.HiddenUnits, source.EstimatedInputDimension);
        var training = HingeTrainingStage.Node(settings, context, data, source.EstimatedInputDimension, given, initial);
        var problem = HingeTheoryProblem.Of(settings, source, data);
        var theory = HingeTheoryStage.Node(problem, settings.Record.Steps(settings.Training.Steps));
        return new PointPlan.Ready([training, theory, HingeComparisonStage.Node(problem, training, theory)])
        {
            Warnings = [.. HingeWarnings.Of(settings, problem.IsExact)],
        };
    }

    /// <summary>Inputs and inner weights are one array each.</summary>
    private static PointPlan.Refused? TooLarge(HingeSettings settings, int inputDimension)
    {
        (string Setting, long Rows)[] matrices =
            [("dataset.trainingSamples", settings.Dataset.TrainingSamples), ("dataset.testSamples", settings.Dataset.TestSamples), ("network.hiddenUnits", settings.Network.HiddenUnits)];
        var (setting, rows) = matrices.FirstOrDefault(m => m.Rows * inputDimension > Array.MaxLength);
        return setting is null ? null : new(setting, $"{rows} x {inputDimension} numbers are more than one array holds, {Array.MaxLength}.", "Make one of the two smaller.");
    }
}
