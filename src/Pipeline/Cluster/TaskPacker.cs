using System.Collections.Immutable;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Explanations;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Cluster;

/// <summary>Packs points into tasks: long enough to be worth a place in the queue, of about one length, with what they share computed in few of
/// them.</summary>
/// <remarks>
/// Tasks share nothing while they run, so a stage that points of several tasks need is computed in each (decision 0008). Points with the same
/// expensive stage therefore stay together, and such a group is only divided where a task has had <see cref="WorthDividing"/> times the work that the
/// next one will do again:
/// no task spends more than a quarter of its time on what another does too.
/// </remarks>
internal static class TaskPacker
{
    private const int WorthDividing = 4;

    /// <summary>As many equal points as tasks make a task each, however the sum was rounded.</summary>
    private const double Nearly = 1 - 1e-9;

    /// <summary>Tasks become longer by this until there are few enough.</summary>
    private const double Growth = 1.25;

    /// <param name="work">The points with their stages.</param>
    /// <param name="shortest">A task takes so long at least, in seconds, but for the last.</param>
    /// <param name="most">So many tasks at most.</param>
    public static ImmutableArray<PackedTask> Of(ImmutableArray<PointWork> work, double shortest, int most)
    {
        if (work.IsEmpty) return [];
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        var ordered = Ordered(work);
        var total = work.SelectMany(p => p.Stages).DistinctBy(s => s.Key).Sum(s => s.Seconds);
        for (var length = Math.Max(shortest, Nearly * total / most); ; length = Math.Max(length * Growth, double.Epsilon))
        {
            var tasks = Divide(ordered, length);
            if (tasks.Length <= most) return tasks;
        }
    }

    /// <summary>Points with the same most expensive shared stage stand together, among them those with the same second one.</summary>
    private static List<PointWork> Ordered(ImmutableArray<PointWork> work)
    {
        var ranks = new Dictionary<Digest, int>();
        foreach (var stage in work.SelectMany(p => p.Shared)) ranks.TryAdd(stage.Key, ranks.Count);
        int Rank(PointWork point, int place) => point.Shared.Length > place ? ranks[point.Shared[place].Key] : -1;
        return [.. work.OrderBy(p => Rank(p, 0)).ThenBy(p => Rank(p, 1)).ThenBy(p => p.Point)];
    }

    private static ImmutableArray<PackedTask> Divide(List<PointWork> ordered, double length)
    {
        var tasks = ImmutableArray.CreateBuilder<PackedTask>();
        var points = new List<int>();
        var stages = new HashSet<Digest>();
        var seconds = 0.0;
        void Close()
        {
            tasks.Add(new([.. points.Order()], seconds));
            points.Clear();
            stages.Clear();
            seconds = 0;
        }

        foreach (var point in ordered)
        {
            var again = point.Shared.Where(s => stages.Contains(s.Key)).Sum(s => s.Seconds);
            if (points.Count > 0 && seconds >= length && seconds >= WorthDividing * again) Close();
            points.Add(point.Point);
            foreach (var stage in point.Stages.Where(s => stages.Add(s.Key))) seconds += stage.Seconds;
        }
        Close();
        return tasks.DrainToImmutable();
    }
}

/// <summary>Points of one task.</summary>
/// <param name="Points">Their numbers, ascending.</param>
/// <param name="Seconds">How long it should take.</param>
internal sealed record PackedTask(ImmutableArray<int> Points, double Seconds);

/// <summary>The stages that will run for a point.</summary>
/// <param name="Point">Number of the point.</param>
/// <param name="Stages">Every one, inputs included.</param>
internal sealed record PointWork(int Point, ImmutableArray<StageWork> Stages)
{
    /// <summary>The stages that other points need too, the most expensive first.</summary>
    public ImmutableArray<StageWork> Shared { get; } = [.. Stages.Where(s => s.Users > 1).OrderByDescending(s => s.Seconds)];
}

/// <summary>A stage that will run.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Seconds">How long it should take.</param>
/// <param name="Users">How many points need it.</param>
internal sealed record StageWork(Digest Key, double Seconds, int Users);

/// <summary>What a plan would compute, point by point.</summary>
internal static class PlannedWork
{
    /// <summary>The points for which something runs.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="points">Which of its points.</param>
    /// <param name="seconds">How long a stage should take.</param>
    public static ImmutableArray<PointWork> Of(Plan plan, IEnumerable<PlannedPoint> points, Func<StageNode, double> seconds)
    {
        var run = plan.ToRun.ToDictionary(s => s.Node.Key, s => seconds(s.Node));
        var nodes = points
            .Select(p => (Point: (int)p.Index, Keys: PointNodes.Of(p).Select(n => n.Node.Key).Where(run.ContainsKey).ToImmutableArray()))
            .ToList();
        var users = nodes.SelectMany(n => n.Keys).GroupBy(k => k).ToDictionary(g => g.Key, g => g.Count());
        return [.. nodes.Where(n => !n.Keys.IsEmpty)
            .Select(n => new PointWork(n.Point, [.. n.Keys.Select(k => new StageWork(k, run[k], users[k]))]))];
    }
}

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
