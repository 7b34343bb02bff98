using System.Collections.Immutable;
using System.Diagnostics;
using Pipelines.Model.Runs;
using Pipelines.Stages.States;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages;

/// <summary>The rest of a stage's work, as a value: <see cref="Advance"/> does a slice of it (well under a second) and returns what is
/// left.</summary>
/// <param name="Advance">From the number of threads it may use to the slice's rows and the rest; the number never changes a bit.</param>
public sealed record StageRun(Func<int, StageProgress> Advance)
{
    /// <summary>Writes where the run is; null when it is too short to be worth it.</summary>
    public Action<StateWriter>? Save { get; private init; }

    /// <summary>The run that goes on from where another one of the same stage and inputs was saved, bit for bit; null where <see cref="Save"/>
    /// is.</summary>
    /// <remarks>Throws <see cref="InvalidDataException"/> for bytes that are no such state.</remarks>
    public Func<StateReader, StageRun>? Load { get; private init; }

    /// <summary>What this run brings into a joint slice; null where runs gain nothing by going together.</summary>
    private IJointPart? Part { get; init; }

    /// <summary>A slice of each of several runs: at once where they are of one kind, one after the other where not. No bit depends on
    /// which.</summary>
    /// <param name="runs">At least one; those of one kind read the same large input.</param>
    /// <param name="threads">Threads that all of them may use together.</param>
    /// <returns>What each run gave, in their order.</returns>
    public static ImmutableArray<StageProgress> AdvanceTogether(ImmutableArray<StageRun> runs, int threads) =>
        runs is [_, _, ..] && runs[0].Part is { } part && runs.All(r => r.Part?.GetType() == part.GetType())
            ? part.AdvanceWith([.. runs.Select(r => r.Part!)], threads)
            : [.. runs.Select(r => r.Advance(threads))];

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
        return new StageRun(threads => advance(state, threads).Progress(next => Sliced(next, advance, form)))
        {
            Save = form is null ? null : writer => Write(form, state, writer),
            Load = form is null ? null : reader => Sliced(Read(form, reader), advance, form),
        };
    }

    /// <summary>The same for runs that can be advanced together, because they read the same large input.</summary>
    /// <param name="member">What the run is about; constant.</param>
    /// <param name="state">Where it begins.</param>
    /// <param name="advance">Does a slice of every run that it is given, each with the bits that it has alone.</param>
    /// <param name="form">How the state is saved.</param>
    public static StageRun Joint<TMember, TState>(
        TMember member,
        TState state,
        Func<ImmutableArray<(TMember Member, TState State)>, int, ImmutableArray<Slice<TState>>> advance,
        StateForm<TState> form)
        where TState : class
    {
        ArgumentNullException.ThrowIfNull(advance);
        StageRun From(TState next) => Joint(member, next, advance, form);
        return new StageRun(threads => advance([(member, state)], threads)[0].Progress(From))
        {
            Save = writer => Write(form, state, writer),
            Load = reader => From(Read(form, reader)),
            Part = new JointPart<TMember, TState>(member, state, advance, From),
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
    /// <summary>The last slice of a run that left nothing.</summary>
    public static Slice<TState> Failed(StageFailure failure) => new(null, 1, [], failure);

    /// <summary>The last slice of a run that diverged.</summary>
    public static Slice<TState> Failed(Termination.Diverged ending) => Failed(StageFailure.Of(ending));

    /// <param name="rest">The run that goes on from a state.</param>
    internal StageProgress Progress(Func<TState, StageRun> rest) =>
        Failure is { } failure ? new StageProgress.Failed(failure, Rows)
        : Next is { } next ? new StageProgress.Running(rest(next), Fraction, Rows)
        : new StageProgress.Finished(Rows);
}

/// <summary>A run over a state, as a part of a joint slice.</summary>
/// <param name="Member">What the run is about.</param>
/// <param name="State">Where it is.</param>
/// <param name="Advance">Does a slice of several.</param>
/// <param name="Rest">The run that goes on from a state.</param>
internal sealed record JointPart<TMember, TState>(
    TMember Member,
    TState State,
    Func<ImmutableArray<(TMember Member, TState State)>, int, ImmutableArray<Slice<TState>>> Advance,
    Func<TState, StageRun> Rest) : IJointPart
    where TState : class
{
    public ImmutableArray<StageProgress> AdvanceWith(ImmutableArray<IJointPart> parts, int threads)
    {
        var members = parts.Cast<JointPart<TMember, TState>>().ToImmutableArray();
        return [.. Advance([.. members.Select(m => (m.Member, m.State))], threads).Zip(members, (slice, m) => slice.Progress(m.Rest))];
    }
}

/// <summary>What a run brings into a joint slice; parts of one type go together.</summary>
internal interface IJointPart
{
    /// <param name="parts">Parts of this one's type, this one among them.</param>
    /// <param name="threads">Threads for all of them.</param>
    ImmutableArray<StageProgress> AdvanceWith(ImmutableArray<IJointPart> parts, int threads);
}
