using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Pipelines.Pipeline.Storage;
using Pipelines.Stages;
using Pipelines.Stages.States;

namespace Pipelines.Pipeline.Composition;

/// <summary>Executes stages: slices under the thread budget, failures as values, checkpoints of long stages and finished tables in the
/// store.</summary>
internal sealed class StageExecution(ArtifactStore store, ThreadBudget threads, ExecutionOptions options, IRunObserver observer, HeapWatch heap)
{
    /// <summary>The outcome of a stage, and those of its companions: each as soon as there is one, what ends at once in one piece.</summary>
    public IAsyncEnumerable<ImmutableArray<StageEnd>> RunAsync(ReadyStage ready, CancellationToken cancellation) =>
        !cancellation.IsCancellationRequested && ready.Stage is { Action: PlanAction.Run, Node: TableNode }
            ? RunTablesAsync([ready, .. ready.Companions], cancellation)
            : RunOneAsync(ready, cancellation);

    private async IAsyncEnumerable<ImmutableArray<StageEnd>> RunOneAsync(
        ReadyStage ready, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (!ready.Companions.IsEmpty) yield return [.. ready.Companions.Select(c => new StageEnd.Passed(c.Stage, new StageOutcome.Cancelled()))];
        yield return [new StageEnd.Passed(ready.Stage, cancellation.IsCancellationRequested ? new StageOutcome.Cancelled()
            : ready.Stage.Action == PlanAction.Reuse ? Reuse((TableNode)ready.Stage.Node)
            : await ComputeAsync((ValueNode)ready.Stage.Node, ready.Inputs).ConfigureAwait(false))];
    }

    /// <summary>Puts finished tables into the store before anything that needs them hears of them.</summary>
    /// <returns>What the join is told.</returns>
    public JoinEvent Keep(ImmutableArray<StageEnd> ends) => new JoinEvent.Ended([.. ends.Select(end => end.Match(
        computed: c => (c.Stage.Stage, Keep(c.Stage, c.Artifact)),
        passed: p => (p.Stage, p.Outcome)))]);

    /// <summary>Divergence and refusal are as repeatable as a result, so they are kept; given files that cannot be used and our own bugs are
    /// not.</summary>
    private StageOutcome Keep(StageUnderWay stage, Artifact artifact)
    {
        if (artifact.Failure is StageFailure.Crashed or StageFailure.Unusable) store.Claims.Release(stage.Node.Key);
        else store.Write(stage.Node, artifact);

        // Rows that were too many for memory are read from the result from now on.
        var tables = artifact is { Failure: null, Tables.IsStored: true } ? store.Read(stage.Node.Key, stage.Node.Tables).Tables : artifact.Tables;
        stage.RemoveCheckpoint();
        observer.Ended(stage.Node, artifact.Failure, stage.ThreadTime);
        return artifact.Failure is { } failure ? new StageOutcome.Failed(failure) : new StageOutcome.Done(tables);
    }

    private StageOutcome Reuse(TableNode node)
    {
        var artifact = store.Read(node.Key, node.Tables);
        return artifact.Failure is { } failure ? new StageOutcome.Failed(failure) : new StageOutcome.Done(artifact.Tables);
    }

    private async Task<StageOutcome> ComputeAsync(ValueNode node, StageInputs inputs)
    {
        observer.Started(node);
        var (result, threadTime) = await threads.RunAsync(n =>
        {
            heap.Check(node.Cost.MemoryBytes);
            return Guarded(() => node.Compute(inputs, n), f => new Result<object>.Failed(f));
        }).ConfigureAwait(false);
        var outcome = result.Match<StageOutcome>(done => new StageOutcome.Done(done.Value), failed => new StageOutcome.Failed(failed.Failure));
        observer.Ended(node, (outcome as StageOutcome.Failed)?.Failure, threadTime);
        return outcome;
    }

    /// <summary>One slice of every stage after the other slice; a stage that ends is left out of what follows.</summary>
    private async IAsyncEnumerable<ImmutableArray<StageEnd>> RunTablesAsync(
        ImmutableArray<ReadyStage> ready, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var going = ready.Select(Begin).ToList();
        while (going.Count > 0 && !cancellation.IsCancellationRequested)
        {
            var (progress, threadTime) = await threads.RunAsync(n => Advance(going, n)).ConfigureAwait(false);
            heap.Check();
            var ends = new List<StageEnd>();
            for (var i = 0; i < progress.Length; i++)
            {
                var (stage, slice) = (going[i], progress[i]);
                stage.Take(slice, threadTime / going.Count);
                if (!GoesOn(stage, slice)) ends.Add(new StageEnd.Computed(stage, stage.End((slice as StageProgress.Failed)?.Failure)));
            }
            if (ends.Count == 0) continue;
            going = [.. going.Where((_, i) => progress[i] is StageProgress.Running)];
            yield return [.. ends];
        }
        if (going.Count == 0) yield break;
        foreach (var stage in going)
        {
            stage.Stop();
            observer.Stopped(stage.Node, stage.ThreadTime);
        }
        yield return [.. going.Select(s => new StageEnd.Passed(s.Stage, new StageOutcome.Cancelled()))];
    }

    private StageUnderWay Begin(ReadyStage ready)
    {
        observer.Started(ready.Stage.Node);
        return new(store, ready, options.CheckpointEvery);
    }

    private bool GoesOn(StageUnderWay stage, StageProgress progress)
    {
        if (progress is not StageProgress.Running running) return false;
        observer.Progressed(stage.Node, running.Fraction);
        store.Claims.Tell(stage.Node.Key, running.Fraction);
        store.ThrowIfBroken();
        stage.SaveIfDue();
        return true;
    }

    /// <summary>A slice of each. Whoever fails in company is tried alone, so that it fails nobody but itself.</summary>
    private static ImmutableArray<StageProgress> Advance(List<StageUnderWay> stages, int threads)
    {
        ImmutableArray<StageProgress> Alone() =>
            [.. stages.Select(s => Guarded(() => s.Run().Advance(threads), f => new StageProgress.Failed(f, [])))];
        return stages.Count == 1 ? Alone()
            : Guarded<ImmutableArray<StageProgress>>(() => StageRun.AdvanceTogether([.. stages.Select(s => s.Run())], threads), _ => Alone());
    }

    /// <summary>An exception of a stage becomes a value here: data that do not fit, our bugs, and also a cancellation, which a dataflow block would
    /// swallow with its item.</summary>
    private static T Guarded<T>(Func<T> work, Func<StageFailure, T> failed)
    {
        try
        {
            return work();
        }
        catch (GivenFileException exception)
        {
            return failed(new StageFailure.Unusable(exception.Message));
        }
        catch (InvalidDataException exception)
        {
            return failed(new StageFailure.Refused(exception.Message));
        }
        catch (Exception exception) when (exception is not (OutOfMemoryException or DamagedArtifactException))
        {
            return failed(new StageFailure.Crashed($"{exception.GetType().Name}: {exception.Message}") { Trace = exception.ToString() });
        }
    }
}

/// <summary>A stage whose tables are being computed: how its work goes on, the rows that it has given so far, and both on disk from time to
/// time.</summary>
internal sealed class StageUnderWay
{
    private readonly ArtifactStore _store;
    private readonly ReadyStage _ready;
    private readonly TimeSpan _interval;
    private readonly RowSpool _rows;
    private readonly bool _isFound;
    private StateReader? _found;
    private StageRun? _run;
    private long _last = Stopwatch.GetTimestamp();
    private long _number;
    private bool _isSaved = true;

    /// <summary>Looks for what an earlier process left.</summary>
    /// <param name="store">Where to.</param>
    /// <param name="ready">The stage.</param>
    /// <param name="interval">Wall time between two checkpoints.</param>
    public StageUnderWay(ArtifactStore store, ReadyStage ready, TimeSpan interval)
    {
        (_store, _ready, _interval, Node) = (store, ready, interval, (TableNode)ready.Stage.Node);
        _rows = store.Checkpoints.Spool(Node.Key, store.Options.WholeBytes);
        if (store.Checkpoints.Load(Node.Key) is var (number, state)) (_number, _found) = (number, state);
        _isFound = store.Checkpoints.IsSeen(Node.Key);
    }

    public PlannedStage Stage => _ready.Stage;

    public TableNode Node { get; }

    /// <summary>Time of processor threads that it took so far.</summary>
    public TimeSpan ThreadTime { get; private set; }

    /// <summary>The rest of its work: from the start, or from where an earlier process left it.</summary>
    public StageRun Run() => _run ??= Begin(Node.Start(_ready.Inputs));

    /// <summary>Takes what a slice gave.</summary>
    public void Take(StageProgress slice, TimeSpan threadTime)
    {
        ThreadTime += threadTime;
        _rows.Append(slice.Rows);
        if (slice is StageProgress.Running running) _run = running.Next;
        _isSaved = false;
    }

    /// <summary>What it has come to at its end: all rows, those of an earlier process included.</summary>
    public Artifact End(StageFailure? failure)
    {
        try
        {
            return new(_rows.Take(), failure);
        }
        catch (InvalidDataException exception)
        {
            return new(new([]), new StageFailure.Refused(exception.Message));
        }
    }

    public void SaveIfDue()
    {
        if (Stopwatch.GetElapsedTime(_last) >= _interval) Save();
    }

    /// <summary>The run is stopped: leaves a checkpoint, if there is anything to leave. What no state speaks of is of no use.</summary>
    public void Stop()
    {
        Save();
        _rows.Close();
        if (_rows.HasFiles && _number == 0) _store.Checkpoints.RemoveRows(Node.Key);
    }

    /// <summary>Once the stage has ended; not before its result is durable.</summary>
    public void RemoveCheckpoint()
    {
        _rows.Close();
        if (_number == 0 && !_isFound && !_rows.HasFiles) return;
        _store.Flush();
        _store.Checkpoints.Remove(Node.Key);
    }

    private StageRun Begin(StageRun start)
    {
        if (start.Load is null || _found is null) return start;
        try
        {
            var state = _found.Rest;
            return start.Load(new(state[(int)_rows.Load(state, Node.Tables)..]));
        }
        catch (InvalidDataException)
        {
            // Another version of the tool wrote it, or its rows are damaged: the stage starts again, and the result is the same.
            _rows.Clear();
            return start;
        }
        finally
        {
            _found = null;
        }
    }

    private void Save()
    {
        if (_run?.Save is not { } save || _isSaved) return;
        var writer = new StateWriter();
        _rows.Save(writer);
        save(writer);
        if (_store.Checkpoints.Save(Node.Key, _number + 1, writer.Written)) _number++;
        (_last, _isSaved) = (Stopwatch.GetTimestamp(), true);
    }
}

/// <summary>What a role's block gives to the writer.</summary>
internal abstract record StageEnd
{
    private StageEnd() { }

    /// <summary>Tables, or a failure that is as repeatable as tables: the writer keeps them.</summary>
    public sealed record Computed(StageUnderWay Stage, Artifact Artifact) : StageEnd;

    /// <summary>Nothing to keep: a value, a stored result that was read, a failed value, or a stage that the run did not finish.</summary>
    public sealed record Passed(PlannedStage Stage, StageOutcome Outcome) : StageEnd;

    public T Match<T>(Func<Computed, T> computed, Func<Passed, T> passed) => this switch
    {
        Computed e => computed(e),
        Passed e => passed(e),
        _ => throw new UnreachableException(),
    };
}
