using System.Collections.Immutable;
using Pipelines.Stages.States;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages;

/// <summary>The rest of a stage's work, as a value: <see cref="Advance"/> does a slice of it (well under a second) and returns what is left.</summary>
/// <param name="Advance">From the number of threads it may use to the slice's rows and the rest; the number never changes a bit.</param>
public sealed record StageRun(Func<int, StageProgress> Advance)
{
    /// <summary>Writes where the run is; null when it is too short to be worth it.</summary>
    public Action<StateWriter>? Save { get; private init; }

    /// <summary>The run that goes on from where another one of the same stage and inputs was saved, bit for bit; null where <see cref="Save"/> is.</summary>
    /// <remarks>Throws <see cref="InvalidDataException"/> for bytes that are no such state.</remarks>
    public Func<StateReader, StageRun>? Load { get; private init; }

    /// <summary>Work that is one slice.</summary>
    public static StageRun Once(Func<int, ImmutableArray<Table>> compute)
    {
        ArgumentNullException.ThrowIfNull(compute);
        return new(threads => new StageProgress.Finished(compute(threads)));
    }

    /// <summary>Work in slices over a state: <paramref name="advance"/> is pure and null as next state means finished.</summary>
    /// <param name="state">Where it begins.</param>
    /// <param name="advance">Does a slice.</param>
    /// <param name="form">How the state is saved; null when it is not.</param>
    public static StageRun Sliced<TState>(TState state, Func<TState, int, Slice<TState>> advance, StateForm<TState>? form = null)
        where TState : class
    {
        ArgumentNullException.ThrowIfNull(advance);
        return new StageRun(threads =>
        {
            var slice = advance(state, threads);
            return slice.Failure is { } failure ? new StageProgress.Failed(failure, slice.Rows)
                : slice.Next is { } next ? new StageProgress.Running(Sliced(next, advance, form), slice.Fraction, slice.Rows)
                : new StageProgress.Finished(slice.Rows);
        })
        {
            Save = form is null ? null : writer => Write(form, state, writer),
            Load = form is null ? null : reader => Sliced(Read(form, reader), advance, form),
        };
    }

    private static void Write<TState>(StateForm<TState> form, TState state, StateWriter writer)
        where TState : class
    {
        writer.Integer(form.Version);
        form.Write(writer, state);
    }

    private static TState Read<TState>(StateForm<TState> form, StateReader reader)
        where TState : class
    {
        if (reader.Integer() != form.Version) throw new InvalidDataException("The state has another form than this version of the tool.");
        try
        {
            var state = form.Read(reader);
            return reader.IsAtEnd ? state : throw new InvalidDataException("There is more than the state.");
        }
        catch (ArgumentException exception)
        {
            throw new InvalidDataException(exception.Message, exception);
        }
    }
}

/// <summary>One slice of a run over a state.</summary>
/// <param name="Next">Where the run goes on; null when it is finished.</param>
/// <param name="Fraction">How much of the whole run is done, in [0, 1].</param>
/// <param name="Rows">Rows that the slice added.</param>
/// <param name="Failure">Why the run cannot go on; null when it can.</param>
public sealed record Slice<TState>(TState? Next, double Fraction, ImmutableArray<Table> Rows, StageFailure? Failure = null)
    where TState : class;
