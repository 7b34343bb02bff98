using System.Collections.Immutable;

namespace Pipelines.Stages;

/// <summary>What a run brings into a joint slice; parts of one type go together.</summary>
internal interface IJointPart
{
    /// <param name="parts">Parts of this one's type, this one among them.</param>
    /// <param name="threads">Threads for all of them.</param>
    ImmutableArray<StageProgress> AdvanceWith(ImmutableArray<IJointPart> parts, int threads);
}
