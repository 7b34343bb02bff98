using System.Diagnostics;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Composition;

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
