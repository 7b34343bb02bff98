using System.Collections.Immutable;
using System.Diagnostics;
using Pipelines.Pipeline.Storage;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Composition;

/// <summary>Executes a plan: registers with the store, runs the <see cref="Dataflow"/>, and keeps what is finished, whatever ends the run.</summary>
/// <remarks>
/// Items never fan out through the blocks (a broadcast drops messages into a full target) and never carry exceptions (a fault discards what a
/// block holds; a cancellation drops its item).
/// </remarks>
internal sealed class Runtime(ArtifactStore store, ExecutionOptions options, IRunObserver observer)
{
    /// <summary>How often to look whether the store is free again.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    /// <summary>Slices take well under a second; what takes longer, such as making a large data set, has nothing to save and is left
    /// behind.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    /// <summary>Runs every stage of the plan that is to be run.</summary>
    /// <returns>The failures by stage key; every other stage that the plan runs is durably in the store, unless the run was stopped.</returns>
    /// <exception cref="IOException">The store cannot be written: the run stops, and what was journalled stays.</exception>
    /// <exception cref="DamagedArtifactException">A stored result is damaged: plan again, and it is recomputed.</exception>
    public async Task<RunOutcome> ExecuteAsync(Plan plan, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (!plan.ToRun.Any()) return new(plan.Failures, false);
        try
        {
            return await RunAsync(plan, cancellation).ConfigureAwait(false);
        }
        finally
        {
            // What is finished is kept, whatever ended the run; a writer that is broken has said so already.
            if (!store.IsBroken) store.Flush();
        }
    }

    private async Task<RunOutcome> RunAsync(Plan plan, CancellationToken asked)
    {
        var told = new HashSet<HolderIdentity>();
        while (!options.IsAlone && store.Claims.Register(exclusive: false) is { } cleaner)
        {
            if (asked.IsCancellationRequested || !options.Waits) return new(plan.Failures, true) { Locked = options.Waits ? null : cleaner };
            if (told.Add(cleaner.Identity)) observer.Waiting(cleaner, 0);
            await Task.Delay(Look, CancellationToken.None).ConfigureAwait(false);
        }
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(asked);
        using var threads = new ThreadBudget(options.Threads);
        var schedule = new Schedule(plan, options.MemoryBytes, options.MostUnderWay, options.IsAlone ? new NoSharing() : new StoreSharing(store),
            options.MaxFailures == int.MaxValue ? Schedule.MostTogether : 1);
        var execution = new StageExecution(store, threads, options, observer, new HeapWatch(() => schedule.Memory));
        var join = new KeyJoin(schedule, options, s => WaitsFor(s, told), stop);
        var graph = new Dataflow(join, DataflowGraph.Of(plan).Roles, execution, options, stop.Token);

        var late = new TaskCompletionSource();
        using var patience = asked.Register(() => Task.Delay(Grace, CancellationToken.None)
            .ContinueWith(_ => late.TrySetResult(), TaskScheduler.Default));
        var running = graph.RunAsync();
        if (await Task.WhenAny(running, late.Task).ConfigureAwait(false) != running) return new(plan.Failures.SetItems(schedule.Failures), true);
        await running.ConfigureAwait(false);
        var isStopped = asked.IsCancellationRequested && !schedule.IsFinished;
        return new(plan.Failures.SetItems(schedule.Failures), isStopped || join.Locked is not null) { Locked = join.Locked };
    }

    /// <summary>A process that has what is missing, told once; null when it has just gone.</summary>
    private Holder? WaitsFor(Schedule schedule, HashSet<HolderIdentity> told)
    {
        foreach (var group in schedule.Elsewhere.Select(store.Claims.HolderOf).OfType<Holder>().GroupBy(h => h))
        {
            if (told.Add(group.Key.Identity)) observer.Waiting(group.Key, group.Count());
            return group.Key;
        }
        return null;
    }
}

/// <summary>What a run may use.</summary>
/// <param name="Threads">Processor threads; results do not depend on it.</param>
/// <param name="MemoryBytes">Memory for stages under way and for values that wait to be used.</param>
internal sealed record ExecutionOptions(int Threads, long MemoryBytes)
{
    /// <summary>Stages under way at a time; each advances in company counts once.</summary>
    public int MostUnderWay => 2 * Threads;

    /// <summary>Wall time between two checkpoints of a long stage.</summary>
    public TimeSpan CheckpointEvery { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Waits for results that other processes compute; otherwise the run ends where it would have to.</summary>
    public bool Waits { get; init; } = true;

    /// <summary>After so many failed stages nothing more is started; what is under way stops with a checkpoint.</summary>
    public int MaxFailures { get; init; } = int.MaxValue;

    /// <summary>Nobody else works on the store: nothing is claimed and no lock is taken.</summary>
    public bool IsAlone { get; init; }
}

/// <summary>How a run ended.</summary>
/// <param name="Failures">Failed stages by key, those that a failure blocked included.</param>
/// <param name="Cancelled">The run was stopped before it was finished.</param>
internal sealed record RunOutcome(ImmutableDictionary<Digest, StageFailure> Failures, bool Cancelled)
{
    /// <summary>The process that the run did not want to wait for.</summary>
    public Holder? Locked { get; init; }

    /// <summary>Results that the run was not to compute, or did not come to.</summary>
    public ImmutableHashSet<Digest> Unfinished { get; init; } = [];
}

/// <summary>The one budget of processor threads: parallel across stages when there are many, inside a stage when there is one.</summary>
internal sealed class ThreadBudget(int threads) : IDisposable
{
    private readonly SemaphoreSlim _free = new(threads);
    private int _waiting;

    /// <summary>Runs <paramref name="work"/> with one thread, and with the idle ones too while nobody waits for them.</summary>
    /// <returns>What it gave, and the time that it held threads, each of them counted.</returns>
    public async Task<(T Result, TimeSpan ThreadTime)> RunAsync<T>(Func<int, T> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        Interlocked.Increment(ref _waiting);
        await _free.WaitAsync().ConfigureAwait(false);
        Interlocked.Decrement(ref _waiting);
        var taken = 1;
        while (Volatile.Read(ref _waiting) == 0 && _free.Wait(0)) taken++;
        try
        {
            var start = Stopwatch.GetTimestamp();
            var result = work(taken);
            return (result, taken * Stopwatch.GetElapsedTime(start));
        }
        finally
        {
            _free.Release(taken);
        }
    }

    public void Dispose() => _free.Dispose();
}

/// <summary>Hears what a run does; called from any thread.</summary>
internal interface IRunObserver
{
    void Started(StageNode node);

    /// <param name="node">A stage that is running.</param>
    /// <param name="fraction">How much of it is done, in [0, 1].</param>
    void Progressed(StageNode node, double fraction);

    /// <param name="node">A stage that ended.</param>
    /// <param name="failure">Why it has no result; null when it has one.</param>
    /// <param name="threadTime">Time of processor threads; its part of what stages took that were advanced together.</param>
    void Ended(StageNode node, StageFailure? failure, TimeSpan threadTime);

    /// <param name="node">A stage that was stopped before its end; the next run goes on with it.</param>
    /// <param name="threadTime">Time of processor threads, as above.</param>
    void Stopped(StageNode node, TimeSpan threadTime)
    {
    }

    /// <param name="holder">A process on the same store that this run has to wait for.</param>
    /// <param name="results">How many results it computes that this run needs; 0 when it has the store for itself.</param>
    void Waiting(Holder holder, int results)
    {
    }
}
