using System.Collections.Immutable;
using System.Globalization;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Explanations;
using Pipelines.Pipeline.Storage;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Runs;

/// <summary>What a run reports while it works, from any thread, in order for each stage. A receiver is quick and throws nothing.</summary>
public abstract record RunProgress
{
    private RunProgress() { }

    /// <summary>The plan fits into the machine.</summary>
    /// <param name="MemoryBytes">Estimated memory of the process at its peak.</param>
    public sealed record Planned(long MemoryBytes) : RunProgress;

    /// <summary>Stages begin to run: once, and again after a damaged result was found.</summary>
    /// <param name="Stages">Number of stages to run.</param>
    public sealed record Started(int Stages) : RunProgress
    {
        /// <summary>How the points stand.</summary>
        public PointCounts Points { get; init; } = PointCounts.None;
    }

    /// <summary>No stage runs any more; results are written next.</summary>
    public sealed record Executed : RunProgress;

    /// <param name="Stage">A stage that begins.</param>
    public sealed record StageStarted(RunningStage Stage) : RunProgress;

    /// <param name="Stage">A stage that is running.</param>
    /// <param name="Done">How much of it is done, in [0, 1].</param>
    /// <param name="RunDone">How much of the run is done, in [0, 1], by estimated operations.</param>
    public sealed record StageProgressed(RunningStage Stage, double Done, double RunDone) : RunProgress;

    /// <param name="Stage">A stage that ended.</param>
    /// <param name="Failure">Why it has no result; null when it has one.</param>
    /// <param name="RunDone">How much of the run is done, in [0, 1].</param>
    public sealed record StageEnded(RunningStage Stage, StageFailure? Failure, double RunDone) : RunProgress
    {
        /// <summary>How the points stand.</summary>
        public PointCounts Points { get; init; } = PointCounts.None;
    }

    /// <param name="Stage">A stage that was stopped before its end; the next run goes on with it.</param>
    public sealed record StageStopped(RunningStage Stage) : RunProgress;

    /// <summary>The run waits for another process on the same store.</summary>
    /// <param name="Holder">The process, for people.</param>
    /// <param name="Results">Number of results that it computes and this run needs; 0 while it cleans up the store.</param>
    public sealed record Waiting(string Holder, int Results) : RunProgress;

    /// <param name="Text">Something else worth knowing, a sentence.</param>
    public sealed record Notice(string Text) : RunProgress;
}

/// <summary>A stage of a run.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Key">Key of its result, 64 hexadecimal digits.</param>
public sealed record RunningStage(string Name, string Key)
{
    /// <summary>The first point that it is of, with its swept settings: <c>point 3, network.hiddenUnits = 400</c>; empty where that is
    /// unknown.</summary>
    public string Place { get; init; } = "";
}

/// <summary>How the points of a run stand.</summary>
/// <param name="All">Number of points.</param>
/// <param name="Done">Those that have every result.</param>
/// <param name="Failed">Those of which a stage failed, diverged or was refused.</param>
public sealed record PointCounts(int All, int Done, int Failed)
{
    /// <summary>Nothing is known of points.</summary>
    public static PointCounts None { get; } = new(0, 0, 0);
}

/// <summary>From the runtime's calls to reports.</summary>
/// <param name="estimate">How far the run is.</param>
/// <param name="points">How its points stand.</param>
/// <param name="progress">Gets the reports.</param>
internal sealed class ProgressReporter(ProgressEstimate estimate, PointProgress points, IProgress<RunProgress> progress) : IRunObserver
{
    /// <summary>Reports to <paramref name="progress"/> that stages begin, and then all of them; to nobody where it is null.</summary>
    /// <param name="plan">What runs.</param>
    /// <param name="swept">Names of the swept settings.</param>
    /// <param name="store">Knows the times of stages.</param>
    /// <param name="threads">Threads of the run.</param>
    /// <param name="progress">Gets the reports.</param>
    public static IRunObserver Of(Plan plan, ImmutableArray<string> swept, ArtifactStore store, int threads, IProgress<RunProgress>? progress)
    {
        if (progress is null) return new NoProgress();
        var points = new PointProgress(plan, swept);
        // What can fail comes first: who hears of the start hears of the end.
        var reporter = new ProgressReporter(new(plan, StageTimes.Read(store, threads).Of), points, progress);
        progress.Report(new RunProgress.Started(plan.ToRun.Count()) { Points = points.Counts });
        return reporter;
    }

    public void Started(StageNode node) => progress.Report(new RunProgress.StageStarted(points.Of(node)));

    public void Progressed(StageNode node, double fraction) =>
        progress.Report(new RunProgress.StageProgressed(points.Of(node), fraction, estimate.Record(node.Key, fraction)));

    public void Ended(StageNode node, StageFailure? failure, TimeSpan threadTime) =>
        progress.Report(new RunProgress.StageEnded(points.Of(node), failure, estimate.Record(node.Key, 1))
        {
            Points = points.End(node, failure is not null),
        });

    public void Stopped(StageNode node, TimeSpan threadTime) => progress.Report(new RunProgress.StageStopped(points.Of(node)));

    public void Waiting(Holder holder, int results) => progress.Report(new RunProgress.Waiting(holder.ToString(), results));
}

/// <summary>Says nothing while a run is under way; its summary names what failed.</summary>
internal sealed class NoProgress : IRunObserver
{
    public void Started(StageNode node)
    {
    }

    public void Progressed(StageNode node, double fraction)
    {
    }

    public void Ended(StageNode node, StageFailure? failure, TimeSpan threadTime)
    {
    }
}

/// <summary>How far a run is, by the estimated times of its stages, and when it will be done at the speed so far.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class ProgressEstimate
{
    private const double NanosecondsPerSecond = 1e9;

    /// <summary>A stage is counted in this number of parts.</summary>
    private const int Parts = 1 << 20;

    private readonly Lock _lock = new();
    private readonly Dictionary<Digest, (Int128 Weight, int Done)> _stages;
    private readonly Int128 _total;
    private Int128 _done;

    /// <param name="plan">What runs.</param>
    /// <param name="seconds">Estimated time of a stage.</param>
    public ProgressEstimate(Plan plan, Func<StageNode, double> seconds)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(seconds);
        _stages = plan.ToRun.ToDictionary(s => s.Node.Key, s => ((Int128)Math.Max(1, NanosecondsPerSecond * seconds(s.Node)), 0));
        _total = Parts * _stages.Values.Aggregate(Int128.Zero, (sum, s) => sum + s.Weight);
    }

    /// <summary>Records how much of a stage is done and returns how much of the run is, in [0, 1].</summary>
    public double Record(Digest key, double fraction)
    {
        lock (_lock)
        {
            if (_stages.TryGetValue(key, out var stage))
            {
                var done = (int)(Parts * Math.Clamp(fraction, 0, 1));
                _done += stage.Weight * (done - stage.Done);
                _stages[key] = stage with { Done = done };
            }
            return _total == 0 ? 1 : (double)_done / (double)_total;
        }
    }

    /// <summary>Time that is left, or null while it is unknown.</summary>
    public static TimeSpan? Remaining(TimeSpan elapsed, double fraction) =>
        fraction is > 0.01 and <= 1 && elapsed > TimeSpan.FromSeconds(1) ? elapsed * ((1 - fraction) / fraction) : null;

    /// <summary>A duration as people say it: 42 s, 3 min 5 s, 2 h 10 min.</summary>
    public static string Words(TimeSpan duration) => duration switch
    {
        { TotalSeconds: < 10 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.0} s"),
        { TotalSeconds: < 60 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0} s"),
        { TotalMinutes: < 60, Seconds: 0 } => string.Create(CultureInfo.InvariantCulture, $"{(int)duration.TotalMinutes} min"),
        { TotalMinutes: < 60 } => string.Create(CultureInfo.InvariantCulture, $"{(int)duration.TotalMinutes} min {duration.Seconds} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)duration.TotalHours} h {duration.Minutes} min"),
    };
}
