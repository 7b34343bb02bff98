using System.Diagnostics;
using Pipelines.Pipeline.Storage;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Composition;

/// <summary>Executes one stage: slices under the thread budget, failures as values, the finished result into the store.</summary>
internal sealed class StageExecution(ArtifactStore store, ThreadBudget threads, RunOptions options, IRunObserver observer)
{
    public async Task<StageOutcome> RunAsync(PlannedStage stage, StageInputs inputs, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested) return new StageOutcome.Cancelled();
        if (stage.Action == PlanAction.Reuse) return Reuse((TableNode)stage.Node);
        observer.Started(stage.Node);
        var start = Stopwatch.GetTimestamp();
        var outcome = stage.Node switch
        {
            ValueNode node => await ComputeAsync(node, inputs).ConfigureAwait(false),
            TableNode node => await ComputeAsync(node, inputs, cancellation).ConfigureAwait(false),
            _ => throw new UnreachableException(),
        };
        observer.Ended(stage.Node, (outcome as StageOutcome.Failed)?.Failure, Stopwatch.GetElapsedTime(start));
        return outcome;
    }

    private StageOutcome Reuse(TableNode node)
    {
        var artifact = store.Read(node.Key, node.Tables);
        return artifact.Failure is { } failure ? new StageOutcome.Failed(failure) : new StageOutcome.Done(artifact.Tables);
    }

    private async Task<StageOutcome> ComputeAsync(ValueNode node, StageInputs inputs)
    {
        var result = await threads.RunAsync(n => Guarded(() => node.Compute(inputs, n), f => new Result<object>.Failed(f))).ConfigureAwait(false);
        return result.Match<StageOutcome>(done => new StageOutcome.Done(done.Value), failed => new StageOutcome.Failed(failed.Failure));
    }

    private async Task<StageOutcome> ComputeAsync(TableNode node, StageInputs inputs, CancellationToken cancellation)
    {
        var checkpoint = new StageCheckpoint(store, node, options.CheckpointEvery);
        checkpoint.Find();
        StageRun? run = null;
        while (!cancellation.IsCancellationRequested)
        {
            var progress = await threads.RunAsync(n => Guarded(
                () => (run ??= checkpoint.Begin(node.Start(inputs))).Advance(n),
                failure => new StageProgress.Failed(failure, []))).ConfigureAwait(false);
            checkpoint.Append(progress.Rows);
            if (progress is StageProgress.Running running)
            {
                run = running.Next;
                observer.Progressed(node, running.Fraction);
                store.ThrowIfBroken();
                checkpoint.SaveIfDue(run);
                continue;
            }
            return Keep(checkpoint, node, new Artifact(checkpoint.Rows, (progress as StageProgress.Failed)?.Failure));
        }
        if (run is not null) checkpoint.Save(run);
        return new StageOutcome.Cancelled();
    }

    /// <summary>Divergence and refusal are as repeatable as a result, so they are kept; our own bugs are not.</summary>
    private StageOutcome Keep(StageCheckpoint checkpoint, TableNode node, Artifact artifact)
    {
        if (artifact.Failure is StageFailure.Crashed) store.Claims.Release(node.Key);
        else store.Write(node, artifact);
        checkpoint.Remove();
        return artifact.Failure is { } failure ? new StageOutcome.Failed(failure) : new StageOutcome.Done(artifact.Tables);
    }

    /// <summary>An exception of a stage becomes a value here: data that do not fit, our bugs, and also a cancellation, which a dataflow block would
    /// swallow with its item.</summary>
    private static T Guarded<T>(Func<T> work, Func<StageFailure, T> failed)
    {
        try
        {
            return work();
        }
        catch (InvalidDataException exception)
        {
            return failed(new StageFailure.Refused(exception.Message));
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return failed(new StageFailure.Crashed($"{exception.GetType().Name}: {exception.Message}"));
        }
    }
}
