using System.Collections.Immutable;
using System.Numerics;
using Pipelines.Model.MeanFieldHinge.Losses;

namespace Pipelines.Stages.MeanFieldHinge;

/// <summary>The pipeline of the mean-field hinge system (Pellegrini and Biroli 2020, arXiv 2006.11209): generate, train, solve, compare.</summary>
internal static class HingePipeline
{
    /// <param name="settings">Settings of the point.</param>
    /// <param name="loss">The loss that they name.</param>
    /// <param name="source">Where the examples come from.</param>
    /// <param name="files">The files of the source; none when the examples are drawn.</param>
    /// <param name="parameters">The file of the initial weights; null when they are drawn.</param>
    /// <param name="context">Seed and replicate.</param>
    public static PointPlan.Ready Of<T>(
        HingeSettings settings, MarginLoss loss, HingeSource source, ImmutableArray<GivenFile> files, GivenFile? parameters, PointContext context)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (dimension, precision) = (source.EstimatedInputDimension, settings.Training.Precision);

        // Generate: draw the examples, or read them; read the initial weights where they are given.
        var data = source.Match(
            drawn: law => HingeDatasetStage.Node<T>(law, settings.Dataset, context, precision),
            fromFiles: reader => HingeDatasetStage.Node<T>(reader, settings.Dataset, files, context, precision));
        var initial = parameters is null ? null : HingeParametersStage.Node<T>(parameters, settings.Network.HiddenUnits, dimension);

        // Train: gradient descent on the loss, recorded at declared steps.
        var training = HingeTrainingStage.Node(settings, loss, context, data, dimension, parameters, initial);

        // Solve the theory at the same steps: the clock of gradient flow, the recursion of gradient descent, limits and finite width.
        var problem = new HingeTheoryProblem<T>(settings, loss, source, data);
        var recorded = settings.Record.Steps(settings.Training.Steps);
        var theory = HingeTheoryStage.Node(problem, recorded);

        // Compare the network with the theory.
        var comparison = HingeComparisonStage.Node(problem, settings.Record, recorded.Length, training, theory);
        ImmutableArray<TableNode> outputs = [training, theory, comparison];
        return new(outputs)
        {
            Absent = [.. HingeAbsences.Of(settings, loss)],
            Recorded = [RecordedSteps.Of(outputs, recorded, 1, HingeComparisonTables.Satisfaction.Schema.Name)],
            Warnings = [.. HingeWarnings.Of(settings, problem.IsExact, files)],
            Fits = initial is null
                ? []
                : [HingeTrainingStage.Fit(initial, parameters!, files.IsEmpty ? null : data, dimension, settings.Network.HiddenUnits)],
        };
    }
}
