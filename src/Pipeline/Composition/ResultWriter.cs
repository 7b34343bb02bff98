using System.Collections.Immutable;
using Pipelines.Pipeline.Storage;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Composition;

/// <summary>Puts finished tables into the store before anything that needs them hears of them.</summary>
internal sealed class ResultWriter(ArtifactStore store, IRunObserver observer)
{
    /// <summary>Keeps what there is to keep.</summary>
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
        stage.Checkpoint.Remove();
        observer.Ended(stage.Node, artifact.Failure, stage.ThreadTime);
        return artifact.Failure is { } failure ? new StageOutcome.Failed(failure) : new StageOutcome.Done(tables);
    }
}
