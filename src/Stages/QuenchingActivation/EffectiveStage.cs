using System.Collections.Immutable;
using Pipelines.Model;
using Pipelines.Model.QuenchingActivation.Diagnostics;
using Pipelines.Model.QuenchingActivation.Training;
using Pipelines.Model.Runs;
using Pipelines.Stages.States;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.QuenchingActivation;

/// <summary>The effective dynamics from a step of the full one on, recorded at the same steps.</summary>
internal static class EffectiveStage
{
    /// <summary>Operations of one slice: some tenths of a second on one core.</summary>
    private const double SliceFlops = 3e9;

    /// <summary>Gradients of a typical step of the flow.</summary>
    private const double GradientsPerStep = 50;

    /// <summary>Gradients between two recorded steps: the background is solved for, and the rest is not stiff.</summary>
    private const double GradientsPerRecord = 10;

    private static StageIdentity Stage { get; } = new("quenching-effective", 2, StageRole.Theory);

    [WrittenAs("EffectiveStage.Settings")]
    private sealed class Reads(QuenchingPoint point, QuenchingEffectiveSettings effective)
    {
        [WrittenAs("Task")] public QuenchingTask Task { get; } = point.Task;

        [WrittenAs("Training")] public QuenchingTrainingSettings Training { get; } = point.Settings.Training.ResolvedFor(point.Task.HiddenUnits);

        [WrittenAs("Effective")] public QuenchingEffectiveSettings Effective { get; } = effective;

        [WrittenAs("Recorded")] public ImmutableArray<long> Recorded { get; } = point.Recorded;

        [WrittenAs("Neurons")] public int Neurons { get; } = point.Settings.Record.Neurons;

        public TrainingPlan Plan => Training.Plan(Task.HiddenUnits, Task.Data is null, Recorded);
    }

    /// <summary>The full dynamics up to the takeover while there is no problem yet, the effective one afterwards.</summary>
    private sealed record Progress(TrainingState? State, EffectiveProblem? Problem);

    public static TableNode Node(QuenchingPoint point, QuenchingEffectiveSettings effective)
    {
        var (neurons, records) = (point.Settings.Record.Neurons, point.Recorded.Length);
        return TableNode.Of(
            Stage, new Reads(point, effective), [],
            new Cost(GradientsPerRecord * records * GradientFlops(point.Task), 2 * point.GradientBytes, (32L + (56L * neurons)) * records),
            [EffectiveTables.Trajectory.Schema, EffectiveTables.Neurons.Schema, EffectiveTables.Summary.Schema],
            static (reads, inputs) => Start(reads, inputs));
    }

    private static StageRun Start(Reads reads, StageInputs inputs)
    {
        var (task, fromStep) = (reads.Task, reads.Effective.FromStep);
        var (problem, plan, initial) = (task.Problem(inputs, reads.Training.Layers), reads.Plan, task.Initial());
        var before = new TrainingPlan(plan.Optimiser, fromStep, [fromStep]);
        ImmutableArray<long> recorded = [.. reads.Recorded.Where(step => step >= fromStep).Select(step => step - fromStep)];
        var after = new TrainingPlan(plan.Optimiser, plan.Steps - fromStep, recorded);
        var sliceSteps = Math.Max(1, (long)(SliceFlops / (GradientFlops(task) * GradientsPerStep)));
        return StageRun.Sliced(new Progress(null, null), (progress, threads) =>
        {
            if (progress.Problem is { } effective)
                return Follow(reads, effective, EffectiveRun.Advance(effective, after, progress.State!, sliceSteps, threads));
            var state = progress.State ?? TrainingRun.Start(problem, before, initial);
            return TakeOver(task, TrainingRun.Advance(problem, before, state, sliceSteps, threads));
        }, FormOf(task));
    }

    /// <summary>Of the effective problem only its active neurons are new; the rest is the task's.</summary>
    private static StateForm<Progress> FormOf(QuenchingTask task) => new(
        QuenchingStateForm.Version,
        (writer, progress) =>
        {
            writer.Optional(progress.State, s => QuenchingStateForm.Write(writer, s));
            writer.Optional(progress.Problem, p => writer.Values(p.Active.AsSpan()));
        },
        reader => new(
            reader.Optional(() => QuenchingStateForm.Read(reader)),
            reader.Optional(() => new EffectiveProblem(task.Test!, task.Scaling, task.HiddenUnits, reader.Values<int>()))));

    private static Slice<Progress> TakeOver(QuenchingTask task, RunSlice<TrainingState, TrainingSample> slice)
    {
        if (slice.Ending is Termination.Diverged diverged) return Slice<Progress>.Failed(diverged);
        if (slice.Ending is null) return new(new Progress(slice.State, null), 0, []);
        var start = slice.State.Parameters();
        var active = ActiveSet.Find(Magnitudes.Of(start));
        var problem = new EffectiveProblem(task.Test!, task.Scaling, task.HiddenUnits, active);
        return new(
            new Progress(EffectiveRun.Start(problem, start), problem), 0,
            [EffectiveTables.Summary.Of([new(active.Length, EffectiveRun.SlavingError(problem, start))])]);
    }

    private static Slice<Progress> Follow(Reads reads, EffectiveProblem problem, RunSlice<TrainingState, TrainingSample> slice)
    {
        if (slice.Ending is Termination.Diverged diverged) return Slice<Progress>.Failed(diverged);
        var (fromStep, learningRate) = ((long)reads.Effective.FromStep, reads.Plan.Optimiser.LearningRate);

        // The time is that of the step, as the full dynamics records it: checks compare at equal times, to the bit.
        var rows = slice.Samples.Select(s => (
            Sample: s, Magnitudes: Magnitudes.Of(s.Parameters), Step: s.Step + fromStep, Time: (s.Step + fromStep) * learningRate)).ToList();
        ImmutableArray<Table> tables =
        [
            EffectiveTables.Trajectory.Of(
                [.. rows.Select(r => new EffectiveTables.Row(r.Step, r.Time, r.Sample.Risk, QuenchingObservables.LargestSize(r.Magnitudes)))]),
            EffectiveTables.Neurons.Of(
                [.. rows.SelectMany(r => NeuronRow.Of(r.Sample.Parameters, r.Magnitudes, r.Step, r.Time, reads.Neurons))]),
        ];
        var fraction = (slice.State.RecordsTaken + 1.0) / (reads.Recorded.Length + 1);
        return new(slice.Ending is null ? new Progress(slice.State, problem) : null, fraction, tables);
    }

    /// <summary>Operations of one gradient of the effective dynamics: a factorisation on top of the full one's.</summary>
    private static double GradientFlops(QuenchingTask task) =>
        (2 * TrainingCost.GradientFlops(task)) + ((double)task.HiddenUnits * task.HiddenUnits * task.HiddenUnits / 3);
}

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
