using Pipelines.Pipeline.Storage;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Composition;

/// <summary>Shares stages through the claims of a store.</summary>
internal sealed class StoreSharing(ArtifactStore store) : IStageSharing
{
    /// <remarks>Claims come before the look at the store: whoever finishes a stage journals it before its claim can end.</remarks>
    public IReadOnlyDictionary<Digest, Lease> Ask(IReadOnlyCollection<Digest> keys)
    {
        var ours = store.Claims.TryClaim(keys);
        store.Refresh();
        return keys.ToDictionary(k => k, k => store.Contains(k) ? Lease.Stored : ours.Contains(k) ? Lease.Ours : Lease.Elsewhere);
    }
}
