using Pipelines.Stages;

namespace Pipelines.Pipeline.Composition;

/// <summary>Nobody else works on the store: everything is ours.</summary>
internal sealed class NoSharing : IStageSharing
{
    public IReadOnlyDictionary<Digest, Lease> Ask(IReadOnlyCollection<Digest> keys) => keys.ToDictionary(k => k, _ => Lease.Ours);
}
