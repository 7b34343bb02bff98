using System.Collections.Immutable;
using Pipelines.Pipeline.Composition;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Cluster;

/// <summary>Which points each task of a submission has, and what a task needs; nothing is written yet.</summary>
/// <param name="Tasks">The tasks.</param>
/// <param name="Needs">What each of them needs.</param>
internal sealed record TaskLayout(ImmutableArray<TaskWork> Tasks, TaskNeeds Needs)
{
    /// <summary>Lays out the points for which something runs.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="planOf">The plan of some points alone.</param>
    /// <param name="seconds">How long a stage should take.</param>
    /// <param name="options">How, as far as the user said.</param>
    /// <param name="limits">What the cluster allows.</param>
    public static TaskLayout Of(
        Plan plan, Func<IEnumerable<PlannedPoint>, Plan> planOf, Func<StageNode, double> seconds, SubmitOptions options, ClusterLimits limits)
    {
        var work = PlannedWork.Of(plan, plan.Points, seconds);
        var packed = TaskPacker.Of(work, options.MinTaskTime.TotalSeconds, options.MaxTasks);
        var threads = options.Threads ?? TaskNeeds.ThreadsFor(work.Max(p => p.Stages.Sum(s => s.Seconds)));
        var byIndex = plan.Points.ToDictionary(p => p.Index);
        TaskWork WorkOf(PackedTask task)
        {
            ImmutableArray<PlannedPoint> points = [.. task.Points.Select(i => byIndex[i])];
            return new(points, planOf(points), task.Seconds);
        }
        ImmutableArray<TaskWork> tasks = [.. packed.Select(WorkOf)];
        var memory = tasks.Max(t => MemoryEstimate.Of(t.Plan, threads, threads * TaskNeeds.MemoryPerCore, []).Bytes);
        return new(tasks, TaskNeeds.Asked(
            threads, options.MemoryBytes ?? TaskNeeds.MemoryFor(memory),
            options.Time ?? TaskNeeds.TimeFor(packed.Max(t => t.Seconds), limits.Time)));
    }

    /// <summary>The array jobs of the tasks, as few as the cluster's limit on an array allows.</summary>
    /// <param name="experiment">Name of the experiment.</param>
    /// <param name="folder">The submission's folder.</param>
    /// <param name="options">How, as far as the user said.</param>
    /// <param name="limits">What the cluster allows.</param>
    public IEnumerable<ArrayJob> Jobs(string experiment, SubmissionFolder folder, SubmitOptions options, ClusterLimits limits)
    {
        for (var first = 0; first < Tasks.Length; first += limits.ArrayTasks)
        {
            var count = Math.Min(limits.ArrayTasks, Tasks.Length - first);
            yield return new(folder.Id, experiment, first, count, options.AtOnce, folder, Needs, options.Partition, options.Arguments);
        }
    }
}

/// <summary>What one task will do.</summary>
/// <param name="Points">Its points.</param>
/// <param name="Plan">Their plan.</param>
/// <param name="Seconds">How long it should take.</param>
internal sealed record TaskWork(ImmutableArray<PlannedPoint> Points, Plan Plan, double Seconds);
