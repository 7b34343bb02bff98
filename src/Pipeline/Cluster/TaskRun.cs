using System.Collections.Immutable;
using System.Globalization;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Storage;
using Pipelines.Pipeline.Storage.Files;
using Pipelines.Pipeline.Storage.Given;

namespace Pipelines.Pipeline.Cluster;

/// <summary>One task: takes its share as it was written at submission and computes what of it is not in its store yet.</summary>
/// <remarks>It plans no other point, asks nobody, and takes no lock: its store is its own. Sent twice, it writes two journals of the same
/// results.</remarks>
internal sealed class TaskRun : IDisposable
{
    /// <summary>A store that loses results faster than they are computed is on a broken disk.</summary>
    private const int MostAttempts = 5;

    /// <summary>The rest of the memory is for the runtime.</summary>
    private const double MemoryForStages = 0.8;

    private readonly Submission _submission;
    private readonly ImmutableArray<PlannedPoint> _points;

    private TaskRun(Submission submission, ImmutableArray<PlannedPoint> points, ArtifactStore store)
    {
        (_submission, _points, Store) = (submission, points, store);
        Plan = Planned();
    }

    /// <summary>What is to be done.</summary>
    public Plan Plan { get; private set; }

    /// <summary>The task's own store.</summary>
    public ArtifactStore Store { get; }

    /// <summary>Makes a task ready.</summary>
    /// <param name="files">The file system.</param>
    /// <param name="folder">The submission.</param>
    /// <param name="task">Number of the task.</param>
    /// <param name="systems">The systems of this tool.</param>
    /// <param name="late">Waits for files.</param>
    /// <returns>The task, or why it cannot be done.</returns>
    public static (TaskRun? Task, string Problem) Open(IFileSystem files, SubmissionFolder folder, int task, Systems systems, LateFiles late)
    {
        if (late.WaitFor(() => folder.TryRead(files)) is not { } submission) return (null, $"There is no submission {folder.RecordPath}.");
        if (task < 0 || task >= submission.Shares.Length)
            return (null, $"Submission {folder.Id} has tasks 0 to {submission.Shares.Length - 1}, not {task}.");
        if (late.WaitFor(() => TryRead(files, folder.Experiment)) is not { } text) return (null, $"There is no file {folder.Experiment}.");
        var share = submission.Shares[task];
        if (Points(files, submission, share, text, systems) is not { } points || Share.KeysOf(points) != share.Keys)
        {
            return (null, $"Task {task} would compute something else than what was submitted: another tool (it was {submission.Tool}), "
                + "other stages or other given files. Submit again.");
        }
        var store = late.WaitFor(() => OpenStore(files, folder.StoreOf(task), share.Reused)) ?? new ArtifactStore(files, folder.StoreOf(task));
        return (new(submission, points, store), "");
    }

    /// <summary>Computes.</summary>
    /// <param name="observer">Hears what happens.</param>
    /// <param name="cancellation">Asks it to stop with a checkpoint.</param>
    public async Task<TaskEnd> ExecuteAsync(IRunObserver observer, CancellationToken cancellation)
    {
        var before = Kept();
        var options = new ExecutionOptions(_submission.Needs.Threads, (long)(MemoryForStages * _submission.Needs.MemoryBytes))
        {
            CheckpointEvery = _submission.CheckpointEvery,
            IsAlone = true,
        };
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var outcome = await new Runtime(Store, options, observer).ExecuteAsync(Plan, cancellation).ConfigureAwait(false);
                return outcome.Cancelled ? (Kept() > before ? TaskEnd.Stopped : TaskEnd.StoppedInVain)
                    : !Planned().ToRun.Any() ? TaskEnd.Done
                    : outcome.Failures.Values.Any(f => f.Status == "failed") ? TaskEnd.Crashed
                    : TaskEnd.Refused;
            }
            catch (DamagedArtifactException) when (attempt < MostAttempts)
            {
                Plan = Planned();
            }
        }
    }

    public void Dispose() => Store.Dispose();

    private Plan Planned() => Plan.Of(_points, Store.Contains, Store.FailureOf);

    /// <summary>Grows with every result and every checkpoint.</summary>
    private long Kept() => Store.Records().Length + Plan.ToRun.Sum(s => Store.Checkpoints.Load(s.Node.Key)?.Number ?? 0);

    private static ImmutableArray<PlannedPoint>? Points(IFileSystem files, Submission submission, Share share, byte[] text, Systems systems)
    {
        if (systems.All.All(s => s.Name != submission.System)) return null;
        var given = new GivenFiles(files, submission.GivenFolder);
        var system = systems.Find(submission.System);
        return ExperimentFile.Load(submission.Experiment, text, [], systems.Registry).Match<ImmutableArray<PlannedPoint>?>(
            valid: experiment =>
            {
                var points = share.Indices.Where(i => i < experiment.Count)
                    .Select(i => experiment.PointAt(i).Match<Point?>(p => p, _ => null)).OfType<Point>();
                return [.. points.Select(p => Planner.PointOf(experiment, system, given.Find, p))];
            },
            invalid: _ => null);
    }

    private static byte[]? TryRead(IFileSystem files, string path)
    {
        try
        {
            return files.FileExists(path) ? files.ReadAllBytes(path) : null;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private static ArtifactStore? OpenStore(IFileSystem files, string folder, int results)
    {
        var store = new ArtifactStore(files, folder);
        if (store.Records().Count(TaskStores.IsReference) >= results) return store;
        store.Dispose();
        return null;
    }
}

/// <summary>How a task ended.</summary>
public enum TaskEnd
{
    /// <summary>Every result of its share is stored; failures that repeat are results.</summary>
    Done,

    /// <summary>It was asked to stop; something new is kept, and it goes on from there.</summary>
    Stopped,

    /// <summary>It was asked to stop and has nothing new: again it would come no further.</summary>
    StoppedInVain,

    /// <summary>A given file could not be used: that is never stored.</summary>
    Refused,

    /// <summary>A stage threw an exception: our bug.</summary>
    Crashed,
}

/// <summary>Waits for files that another machine wrote: a shared folder may show them half a minute late.</summary>
/// <param name="patience">How long.</param>
/// <param name="time">The clock.</param>
/// <param name="cancellation">Ends the waiting.</param>
internal sealed class LateFiles(TimeSpan patience, TimeProvider time, CancellationToken cancellation)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>What is found, or null when it was not there in time.</summary>
    public T? WaitFor<T>(Func<T?> find)
        where T : class
    {
        var start = time.GetTimestamp();
        while (true)
        {
            if (find() is { } found) return found;
            if (time.GetElapsedTime(start) >= patience || cancellation.WaitHandle.WaitOne(Interval)) return null;
        }
    }
}

/// <summary>Which task of an array a process is, as its scheduler says in the environment.</summary>
internal static class TaskIndex
{
    /// <summary>The variable of each scheduler, and the number that its arrays begin with in our recipes: Grid Engine has no task 0.</summary>
    private static readonly ImmutableArray<(string Variable, int First)> Known =
        [("SLURM_ARRAY_TASK_ID", 0), ("SGE_TASK_ID", 1), ("PBS_ARRAY_INDEX", 0), ("JOB_COMPLETION_INDEX", 0)];

    /// <summary>The variables, for people.</summary>
    public static string Names { get; } = string.Join(", ", Known.Select(k => k.Variable));

    /// <summary>The task, counted from 0; null where no variable has a number (Grid Engine says "undefined" outside arrays).</summary>
    public static int? Find(Func<string, string?> environment)
    {
        foreach (var (variable, first) in Known)
        {
            if (int.TryParse(environment(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= first)
                return number - first;
        }
        return null;
    }
}
