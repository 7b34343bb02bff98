using System.Collections.Immutable;

namespace Pipelines.Stages;

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
