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
            HingeTables.Trajectory.Schema, HingeTables.Neurons.Schema, HingeTables.Summary.Schema,
            HingeTheoryTables.Theory.Schema, HingeTheoryTables.Summary.Schema, HingeComparisonStage.Comparison.Schema,
        ],
        (settings, context) => Plan((HingeSettings)settings, context));

    private static PointPlan Plan(HingeSettings settings, PointContext context) => settings.Training.Precision switch
    {
        Precision.Float32 => Plan<float>(settings, context),
        _ => Plan<double>(settings, context),
    };

    private static PointPlan Plan<T>(HingeSettings settings, PointContext context)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        settings.Dataset.Match(
            gaussian: dataset => Ready(settings, context, HingeDatasetStage.Node<T>(dataset, context, settings.Training.Precision)),
            idx: dataset => Images<T>(settings, dataset, context));

    private static PointPlan Images<T>(HingeSettings settings, HingeDatasetSettings.Idx dataset, PointContext context)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (string Setting, string Path)[] named =
            [("images", dataset.Images), ("labels", dataset.Labels), ("testImages", dataset.TestImages), ("testLabels", dataset.TestLabels)];
        var files = named.Select(n => context.Files(n.Path)).ToImmutableArray();
        var absent = files.IndexOf(files.FirstOrDefault(f => f.Content is null)!);
        return absent < 0 ? Ready(settings, context, HingeDatasetStage.Node<T>(dataset, files, settings.Training.Precision))
            : dataset.IfAbsent is { } advice ? new PointPlan.Skipped($"there is no file {files[absent].Path}; {advice}")
            : new PointPlan.Refused($"dataset.{named[absent].Setting}", $"There is no file {files[absent].Path}.", "Correct the path; it is relative to the experiment file.");
    }

    private static PointPlan.Ready Ready<T>(HingeSettings settings, PointContext context, ValueNode<HingeData<T>> data)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var training = HingeTrainingStage.Node(settings, context, data);
        var problem = HingeTheoryProblem.Of(settings, data);
        var theory = HingeTheoryStage.Node(problem, settings.Record.Steps(settings.Training.Steps));
        return new([training, theory, HingeComparisonStage.Node(problem, training, theory)]);
    }
}
