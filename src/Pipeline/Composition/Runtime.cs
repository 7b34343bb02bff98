using System.Collections.Immutable;
using System.Threading.Tasks.Dataflow;
using Pipelines.Pipeline.Storage;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Composition;

/// <summary>Executes a plan as a dataflow: one bounded block per role, joined by key in <see cref="Schedule"/>.</summary>
/// <remarks>
/// Items never fan out through the blocks (a broadcast drops messages into a full target) and never carry exceptions (a fault discards what a
/// block holds; a cancellation drops its item). The schedule hands out what is ready, takes back outcomes, and so bounds what is under way.
/// </remarks>
public sealed class Runtime(ArtifactStore store, RunOptions options, IRunObserver observer)
{
    /// <summary>How often to look whether other processes have finished what this one waits for.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    /// <summary>Slices take well under a second; what takes longer, such as making a large data set, has nothing to save and is left behind.</summary>
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
        var cancellation = stop.Token;
        using var threads = new ThreadBudget(options.Threads);
        var schedule = new Schedule(plan, options.MemoryBytes, 2 * options.Threads, options.IsAlone ? new NoSharing() : new StoreSharing(store));
        var execution = new StageExecution(store, threads, options, observer, new HeapWatch(() => schedule.Memory));
        var outcomes = new BufferBlock<(PlannedStage Stage, StageOutcome Outcome)>(new() { EnsureOrdered = false });
        var late = new TaskCompletionSource();
        using var patience = asked.Register(() => Task.Delay(Grace, CancellationToken.None).ContinueWith(_ => late.TrySetResult(), TaskScheduler.Default));
        var blocks = Enum.GetValues<StageRole>().ToImmutableDictionary(role => role, _ => Link(execution, outcomes, cancellation));
        var faulted = Task.WhenAny(blocks.Values.Select(b => b.Completion));

        // The one reader of outcomes: no lock is needed around the schedule.
        while (!schedule.IsFinished)
        {
            while (!cancellation.IsCancellationRequested && schedule.TakeReady() is { } item)
            {
                await blocks[item.Stage.Node.Stage.Role].SendAsync(item, CancellationToken.None).ConfigureAwait(false);
            }
            var isIdle = schedule.UnderWay == 0 && schedule.IsWaiting && !cancellation.IsCancellationRequested;
            if (isIdle && WaitsFor(schedule, told) is { } holder && !options.Waits) return new(plan.Failures.SetItems(schedule.Failures), true) { Locked = holder };
            if (schedule.UnderWay == 0 && (cancellation.IsCancellationRequested || !schedule.IsWaiting)) break;
            if (outcomes.Count == 0) await NextAsync(schedule, outcomes, faulted, late.Task).ConfigureAwait(false);
            if (late.Task.IsCompleted) return new(plan.Failures.SetItems(schedule.Failures), true);
            while (outcomes.TryReceive(out var ended)) schedule.End(ended.Stage, ended.Outcome);
            if (schedule.Failed >= options.MaxFailures) await stop.CancelAsync().ConfigureAwait(false);
        }

        foreach (var block in blocks.Values) block.Complete();
        await Task.WhenAll(blocks.Values.Select(b => b.Completion)).ConfigureAwait(false);
        return new(plan.Failures.SetItems(schedule.Failures), asked.IsCancellationRequested && !schedule.IsFinished);
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

    /// <summary>Waits for an outcome, for the time to look at what other processes do, or for the end of patience.</summary>
    private static async Task NextAsync(Schedule schedule, BufferBlock<(PlannedStage, StageOutcome)> outcomes, Task<Task> faulted, Task late)
    {
        List<Task> events = [outcomes.OutputAvailableAsync(CancellationToken.None), faulted, late];
        var look = schedule.IsWaiting ? Task.Delay(Look) : null;
        if (look is not null) events.Add(look);
        await Task.WhenAny(events).ConfigureAwait(false);
        if (faulted.IsCompleted) await (await faulted.ConfigureAwait(false)).ConfigureAwait(false);
        if (look is { IsCompleted: true }) schedule.Reconsider();
    }

    private TransformManyBlock<ReadyStage, (PlannedStage, StageOutcome)> Link(
        StageExecution execution, BufferBlock<(PlannedStage, StageOutcome)> outcomes, CancellationToken cancellation)
    {
        var block = new TransformManyBlock<ReadyStage, (PlannedStage, StageOutcome)>(
            item => execution.RunAsync(item, cancellation),
            new() { BoundedCapacity = 2 * options.Threads, MaxDegreeOfParallelism = 2 * options.Threads, EnsureOrdered = false });
        block.LinkTo(outcomes, new DataflowLinkOptions { PropagateCompletion = false });
        return block;
    }
}

/// <summary>What a run may use.</summary>
/// <param name="Threads">Processor threads; results do not depend on it.</param>
/// <param name="MemoryBytes">Memory for stages under way and for values that wait to be used.</param>
public sealed record RunOptions(int Threads, long MemoryBytes)
{
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
public sealed record RunOutcome(ImmutableDictionary<Digest, StageFailure> Failures, bool Cancelled)
{
    /// <summary>The process that the run did not want to wait for.</summary>
    public Holder? Locked { get; init; }

    /// <summary>Results that the run was not to compute, or did not come to.</summary>
    public ImmutableHashSet<Digest> Unfinished { get; init; } = [];
}
