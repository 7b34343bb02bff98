using System.Collections.Immutable;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages;

/// <summary>One slice of a run over a state.</summary>
/// <param name="Next">Where the run goes on; null when it is finished.</param>
/// <param name="Fraction">How much of the whole run is done, in [0, 1].</param>
/// <param name="Rows">Rows that the slice added.</param>
/// <param name="Failure">Why the run cannot go on; null when it can.</param>
public sealed record Slice<TState>(TState? Next, double Fraction, ImmutableArray<Table> Rows, StageFailure? Failure = null)
    where TState : class
{
    /// <param name="rest">The run that goes on from a state.</param>
    internal StageProgress Progress(Func<TState, StageRun> rest) =>
        Failure is { } failure ? new StageProgress.Failed(failure, Rows)
        : Next is { } next ? new StageProgress.Running(rest(next), Fraction, Rows)
        : new StageProgress.Finished(Rows);
}
