using System.Diagnostics;
using Pipelines.Pipeline.Storage;

namespace Pipelines.Pipeline.Composition;

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
