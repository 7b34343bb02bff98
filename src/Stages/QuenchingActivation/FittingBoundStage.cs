using System.Collections.Immutable;
using Pipelines.Model;
using Pipelines.Model.QuenchingActivation;
using Pipelines.Model.QuenchingActivation.RandomFeatures;
using Pipelines.Stages.States;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.QuenchingActivation;

/// <summary>Theorem 1 of Ma, Wu and E 2020 on a point's sample: the least eigenvalue of its kernel matrix bounds how slowly random features fit
/// it.</summary>
internal static class FittingBoundStage
{
    /// <summary>Operations of one slice: a few tenths of a second on one core.</summary>
    private const double SliceFlops = 2e9;

    /// <summary>A time of the flow of the risk is so much of the paper's, which descends half the risk.</summary>
    private const double PaperTime = 2;

    private static StageIdentity Stage { get; } = new("quenching-fitting-bound", 1, StageRole.Theory);

    [WrittenAs("FittingBoundStage.Settings")]
    private sealed record Reads([WrittenAs("Task")] QuenchingTask Task, TableNode Features);

    /// <summary>The node; for samples on the unit sphere only, where the theorem holds.</summary>
    public static TableNode Node(QuenchingPoint point, TableNode features)
    {
        double n = point.Task.Sample!.Training;
        return TableNode.Of(
            Stage, new Reads(point.Task, features), [.. point.Task.Inputs, features],
            new Cost(80 * n * n * n, (long)(32 * n * n), 40L * point.Recorded.Length),
            [FittingBoundTables.Trajectory.Schema, FittingBoundTables.Summary.Schema],
            static (reads, inputs) =>
            {
                var begin = SampleGram.Begin(inputs.Get(reads.Task.Data!).Training.Inputs);
                return StageRun.Sliced(begin, (rotation, _) => Slice(reads.Task, begin, rotation, inputs.Get(reads.Features)), Form);
            });
    }

    private static StateForm<RowRotation> Form { get; } = new(RowRotationForm.Version, RowRotationForm.Write, RowRotationForm.Read);

    private static Slice<RowRotation> Slice(QuenchingTask task, RowRotation begin, RowRotation rotation, ImmutableArray<Table> features)
    {
        var next = rotation.IsFinished ? rotation : rotation.Advance(SliceFlops);
        return next.IsFinished ? new(null, 1, Bound(task, SampleGram.Of(begin.Rows, next), features)) : new(next, next.Fraction, []);
    }

    private static ImmutableArray<Table> Bound(QuenchingTask task, SampleGram gram, ImmutableArray<Table> features)
    {
        var fitted = RandomFeatureTables.Trajectory.In(features);
        var factor = task.Scaling.Factor(task.HiddenUnits);
        ImmutableArray<FittingBoundTables.Row> rows =
        [
            .. Enumerable.Range(0, fitted.Count).Select(i =>
            {
                var (time, start) = (fitted[RandomFeatureTables.TrajectoryColumns.Time, i],
                    fitted[RandomFeatureTables.TrajectoryColumns.TrainingRisk, 0]);
                // The features are scaled by s: so is their kernel, by s².
                var stretched = PaperTime * factor * factor * time;
                return new FittingBoundTables.Row(
                    fitted[RandomFeatureTables.TrajectoryColumns.Step, i], time, fitted[RandomFeatureTables.TrajectoryColumns.TrainingRisk, i],
                    gram.RiskBound(start, task.HiddenUnits, stretched), gram.ExactKernelBound(start, task.HiddenUnits, stretched));
            }),
        ];
        return
        [
            FittingBoundTables.Trajectory.Of(rows),
            FittingBoundTables.Summary.Of([new(gram.LeastEigenvalue, rows.Max(r => r.Risk / r.Bound))]),
        ];
    }
}

/// <summary>The tables of Theorem 1: how fast a wide random feature model must fit a sample on the unit sphere.</summary>
internal static class FittingBoundTables
{
    private const string Theorem = "Ma, Wu & E 2020, Theorem 1, eq. 7";

    public static RowTable<Row> Trajectory { get; } =
        new RowTable<Row>(
            "fittingBound", "The training risk of the random feature model next to the bound of Theorem 1; for inputs on the unit sphere.")
            .Number("step", r => r.Step, "Steps.")
            .Number("time", r => r.Time, "Time; the paper's is twice as long.", "steps × learning rate")
            .Number("riskBound", r => r.Bound, "The printed bound exp(-m λ t) R(0).", "", Theorem)
            .Number("exactKernelBound", r => r.ExactKernelBound, "exp(-2 m λ t) R(0), the rate of the model of infinite width.", "", Theorem)
            .Number("riskOverBound", r => r.Risk / r.Bound, "Training risk of the random feature model over the printed bound.");

    public static RowTable<SummaryRow> Summary { get; } =
        new RowTable<SummaryRow>("fittingSummary", "The sample as Theorem 1 sees it.", isSummary: true)
            .Number("leastGramEigenvalue", r => r.LeastEigenvalue, "λ, the least eigenvalue of the kernel matrix of the inputs over n.", "", Theorem)
            .Number("worstRiskOverBound", r => r.WorstRatio, "Largest riskOverBound of all recorded steps: at most 1 where the bound holds.");

    internal sealed record Row(double Step, double Time, double Risk, double Bound, double ExactKernelBound);

    internal sealed record SummaryRow(double LeastEigenvalue, double WorstRatio);
}
