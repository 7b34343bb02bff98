using Pipelines.Stages;

namespace Pipelines.Pipeline.Composition;

/// <summary>Shares the stages of a plan with the other processes that work on the same store.</summary>
internal interface IStageSharing
{
    /// <summary>Asks for stages.</summary>
    /// <returns>Who computes each of them.</returns>
    IReadOnlyDictionary<Digest, Lease> Ask(IReadOnlyCollection<Digest> keys);
}
