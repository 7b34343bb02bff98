using System.Collections.Immutable;
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
