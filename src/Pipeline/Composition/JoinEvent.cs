using System.Collections.Immutable;
using System.Diagnostics;

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
