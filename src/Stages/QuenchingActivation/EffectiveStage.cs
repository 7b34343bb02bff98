using System.Collections.Immutable;
using Pipelines.Model.Theories.QuenchingActivation;
using Pipelines.Model.Training.QuenchingActivation;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.QuenchingActivation;

/// <summary>The effective dynamics from a step of the full one on, recorded at the same steps.</summary>
internal static class EffectiveStage
{
    private static StageIdentity Stage { get; } = new("quenching-effective", 1, StageRole.Theory);

    private sealed record Settings(
        QuenchingTask.TaskIdentity Task, QuenchingTrainingSettings Training, QuenchingEffectiveSettings Effective, ImmutableArray<long> Recorded);

    public static TableNode Node(QuenchingTask task, QuenchingEffectiveSettings effective)
    {
        double m = task.HiddenUnits;
        var flops = 2e4 * ((2 * task.GradientFlops) + (m * m * m / 3));
        return new(
            Stage, new Settings(task.Identity, task.Settings.Training, effective, task.Recorded), [],
            new Cost(flops, 2 * task.GradientBytes, 32L * task.Recorded.Length),
            [EffectiveTables.Trajectory.Schema, EffectiveTables.Summary.Schema],
            inputs => StageRun.Once(threads => Solve(task, effective.FromStep, inputs, threads)));
    }

    private static ImmutableArray<Table> Solve(QuenchingTask task, long fromStep, StageInputs inputs, int threads)
    {
        var plan = task.Plan;
        var before = new TrainingPlan(plan.Optimiser, fromStep, [fromStep]);
        var start = TrainingRun.Complete(task.Problem(inputs), before, task.Initial(), threads).State.Parameters();
        var active = ActiveSet.Find(Magnitudes.Of(start));
        var problem = new EffectiveProblem(task.Test, task.Scaling, task.HiddenUnits, active);
        ImmutableArray<long> recorded = [.. task.Recorded.Where(step => step >= fromStep).Select(step => step - fromStep)];
        var after = new TrainingPlan(plan.Optimiser, plan.Steps - fromStep, recorded);
        var samples = EffectiveRun.Complete(problem, after, start, threads).Trajectory.Samples;
        return
        [
            EffectiveTables.Trajectory.Of([.. samples.Select(s => RowOf(s, fromStep, plan.Optimiser.LearningRate))]),
            EffectiveTables.Summary.Of([new(active.Length, EffectiveRun.SlavingError(problem, start))]),
        ];
    }

    // The time is that of the step, as the full dynamics records it: checks compare at equal times, to the bit.
    private static EffectiveTables.Row RowOf(TrainingSample sample, long fromStep, double learningRate)
    {
        var step = sample.Step + fromStep;
        return new(step, step * learningRate, sample.Risk, QuenchingObservables.LargestSize(Magnitudes.Of(sample.Parameters)));
    }
}
