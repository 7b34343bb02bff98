using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Pipelines.Pipeline.Storage;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Composition;

/// <summary>Executes stages: slices under the thread budget, failures as values, checkpoints of long stages in the store.</summary>
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
            foreach (var stage in going) stage.Take(threadTime / going.Count);
            var ends = new List<StageEnd>();
            for (var i = 0; i < progress.Length; i++)
            {
                var (stage, slice) = (going[i], progress[i]);
                stage.Checkpoint.Append(slice.Rows);
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
        var checkpoint = new StageCheckpoint(store, (TableNode)ready.Stage.Node, options.CheckpointEvery);
        checkpoint.Find();
        return new(ready, checkpoint);
    }

    private bool GoesOn(StageUnderWay stage, StageProgress progress)
    {
        if (progress is not StageProgress.Running running) return false;
        stage.GoOn(running.Next);
        observer.Progressed(stage.Node, running.Fraction);
        store.Claims.Tell(stage.Node.Key, running.Fraction);
        store.ThrowIfBroken();
        stage.Checkpoint.SaveIfDue(running.Next);
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

/// <summary>A stage whose tables are being computed, with what it has come to so far.</summary>
internal sealed class StageUnderWay(ReadyStage ready, StageCheckpoint checkpoint)
{
    private StageRun? _run;

    public PlannedStage Stage => ready.Stage;

    public TableNode Node { get; } = (TableNode)ready.Stage.Node;

    public StageCheckpoint Checkpoint => checkpoint;

    /// <summary>Time of processor threads that it took so far.</summary>
    public TimeSpan ThreadTime { get; private set; }

    /// <summary>The rest of its work; begins it where it has not begun.</summary>
    public StageRun Run() => _run ??= checkpoint.Begin(Node.Start(ready.Inputs));

    public void GoOn(StageRun next) => _run = next;

    public void Take(TimeSpan threadTime) => ThreadTime += threadTime;

    /// <summary>What it has come to at its end.</summary>
    public Artifact End(StageFailure? failure)
    {
        try
        {
            return new(checkpoint.TakeRows(), failure);
        }
        catch (InvalidDataException exception)
        {
            return new(new([]), new StageFailure.Refused(exception.Message));
        }
    }

    /// <summary>Leaves a checkpoint, if there is anything to leave.</summary>
    public void Stop() => checkpoint.Stop(_run);
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

/// <summary>What became of a stage during a run.</summary>
internal abstract record StageOutcome
{
    private StageOutcome() { }

    /// <param name="Result">The value, or a table set.</param>
    public sealed record Done(object Result) : StageOutcome;

    public sealed record Failed(StageFailure Failure) : StageOutcome;

    /// <summary>The run was cancelled before the stage was finished.</summary>
    public sealed record Cancelled : StageOutcome;

    public T Match<T>(Func<Done, T> done, Func<Failed, T> failed, Func<Cancelled, T> cancelled) => this switch
    {
        Done o => done(o),
        Failed o => failed(o),
        Cancelled o => cancelled(o),
        _ => throw new UnreachableException(),
    };
}
