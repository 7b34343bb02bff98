using System.Collections.Immutable;
using System.Diagnostics;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Composition;

/// <summary>What the join reacts to.</summary>
internal abstract record JoinEvent
{
    private JoinEvent() { }

    /// <summary>Stages ended; their results, if they have any, are in the store.</summary>
    public sealed record Ended(ImmutableArray<(PlannedStage Stage, StageOutcome Outcome)> Stages) : JoinEvent;

    /// <summary>Something outside may have changed: another process has finished a stage, or the run is to stop.</summary>
    public sealed record Look : JoinEvent;

    public T Match<T>(Func<Ended, T> ended, Func<Look, T> look) => this switch
    {
        Ended e => ended(e),
        Look e => look(e),
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
