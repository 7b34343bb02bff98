using System.Collections.Immutable;
using Pipelines.Model;
using Pipelines.Model.GaussianMixture;
using Pipelines.Model.GaussianMixture.Dmft;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>
/// Solves the theory for ever smaller time steps at the same times and the same persistence time, and measures the order of what is left.
/// </summary>
internal static class MixtureTimeStepStage
{
    public static StageIdentity Stage { get; } = new("mixture-time-step", 3, StageRole.Comparison);

    /// <param name="LearningRate">The largest time step.</param>
    /// <param name="Levels">The theory for ever smaller time steps, the largest first.</param>
    [WrittenAs("MixtureTimeStepStage.Settings")]
    private sealed record Reads([WrittenAs("LearningRate")] double LearningRate, ImmutableArray<TableNode> Levels);

    public static TableNode Node(MixtureSettings settings, MixtureLoss loss, PointContext context, TableNode theory)
    {
        ImmutableArray<TableNode> levels =
            [theory, .. Enumerable.Range(1, settings.Theory.Halvings).Select(h => MixtureTheoryStage.Node(Halved(settings, h), loss, context))];
        return TableNode.Of(
            Stage, new Reads(settings.Training.LearningRate, levels), [.. levels], Cost.None,
            [MixtureTimeStepTables.TimeStep.Schema, MixtureTimeStepTables.Summary.Schema],
            static (reads, inputs) =>
                StageRun.Once(_ => Tabulate(reads, [.. reads.Levels.Select(l => MixtureTheoryTables.Theory.In(inputs.Get(l)))])));
    }

    /// <summary>The same descent with a time step 2^-h times as long, recorded at the same times.</summary>
    private static MixtureSettings Halved(MixtureSettings settings, int halvings)
    {
        var factor = 1 << halvings;
        var training = settings.Training;
        return settings with
        {
            Training = training with { LearningRate = training.LearningRate / factor, Steps = training.Steps * factor },
            Theory = settings.Theory with { KernelSteps = [] },
            Record = new(At: [.. settings.Record.Steps(training.Steps).Select(s => (int)s * factor)]),
        };
    }

    private static ImmutableArray<Table> Tabulate(Reads settings, ImmutableArray<Rows<DmftPoint>> levels)
    {
        var rows =
            from level in Enumerable.Range(0, levels.Length)
            let times = levels[level].Values(MixtureTheoryTables.TheoryColumns.Time)
            let quantities = MixtureQuantity.All.Select(q => MixtureTheoryTables.TheoryColumns.Estimates(levels[level], q)).ToArray()
            from i in Enumerable.Range(0, times.Length)
            select new MixtureTimeStepTables.Row(
                level, settings.LearningRate / (1 << level), times[i], [.. quantities.Select(estimates => estimates[i])]);
        return
        [
            MixtureTimeStepTables.TimeStep.Of([.. rows]),
            MixtureTimeStepTables.Summary.Of([(TailOf(levels, MixtureQuantity.GeneralisationError), TailOf(levels, MixtureQuantity.SquaredNorm))]),
        ];
    }

    private static MixtureTimeStepTail TailOf(ImmutableArray<Rows<DmftPoint>> levels, MixtureQuantity quantity) =>
        MixtureTimeStepTail.Of([.. levels.Select(rows => MixtureTheoryTables.TheoryColumns.Estimates(rows, quantity)[^1])]);
}
