using System.Collections.Immutable;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages;

/// <summary>The rest of a stage's work, as a value: <see cref="Advance"/> does a slice of it (well under a second) and returns what is left.</summary>
/// <param name="Advance">From the number of threads it may use to the slice's rows and the rest; the number never changes a bit.</param>
public sealed record StageRun(Func<int, StageProgress> Advance)
{
    /// <summary>Work that is one slice.</summary>
    public static StageRun Once(Func<int, ImmutableArray<Table>> compute)
    {
        ArgumentNullException.ThrowIfNull(compute);
        return new(threads => new StageProgress.Finished(compute(threads)));
    }

    /// <summary>Work in slices over a state: <paramref name="advance"/> is pure and null as next state means finished.</summary>
    public static StageRun Sliced<TState>(TState state, Func<TState, int, Slice<TState>> advance)
        where TState : class
    {
        ArgumentNullException.ThrowIfNull(advance);
        return new(threads =>
        {
            var slice = advance(state, threads);
            return slice.Failure is { } failure ? new StageProgress.Failed(failure, slice.Rows)
                : slice.Next is { } next ? new StageProgress.Running(Sliced(next, advance), slice.Fraction, slice.Rows)
                : new StageProgress.Finished(slice.Rows);
        });
    }
}

/// <summary>One slice of a run over a state.</summary>
/// <param name="Next">Where the run goes on; null when it is finished.</param>
/// <param name="Fraction">How much of the whole run is done, in [0, 1].</param>
/// <param name="Rows">Rows that the slice added.</param>
/// <param name="Failure">Why the run cannot go on; null when it can.</param>
public sealed record Slice<TState>(TState? Next, double Fraction, ImmutableArray<Table> Rows, StageFailure? Failure = null)
    where TState : class;
