using System.Collections.Immutable;
using System.Diagnostics;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages;

/// <summary>What one slice of a run gave: rows to append, and how it goes on.</summary>
public abstract record StageProgress
{
    private StageProgress(ImmutableArray<Table> rows) => Rows = rows;

    /// <summary>Rows that this slice added, to be appended to the tables of their names.</summary>
    public ImmutableArray<Table> Rows { get; }

    /// <param name="Next">The rest of the run.</param>
    /// <param name="Fraction">How much of the whole run is done, in [0, 1].</param>
    /// <param name="Rows">Rows that this slice added.</param>
    public sealed record Running(StageRun Next, double Fraction, ImmutableArray<Table> Rows) : StageProgress(Rows);

    public sealed record Finished(ImmutableArray<Table> Rows) : StageProgress(Rows);

    public sealed record Failed(StageFailure Failure, ImmutableArray<Table> Rows) : StageProgress(Rows);

    public T Match<T>(Func<Running, T> running, Func<Finished, T> finished, Func<Failed, T> failed)
    {
        ArgumentNullException.ThrowIfNull(running);
        ArgumentNullException.ThrowIfNull(finished);
        ArgumentNullException.ThrowIfNull(failed);
        return this switch
        {
            Running p => running(p),
            Finished p => finished(p),
            Failed p => failed(p),
            _ => throw new UnreachableException(),
        };
    }
}

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
