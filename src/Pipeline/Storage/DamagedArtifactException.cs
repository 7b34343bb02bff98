using Pipelines.Stages;

namespace Pipelines.Pipeline.Storage;

/// <summary>The bytes of a stored result are not those that were written. It has been dropped from the store: the next run computes it again.</summary>
public sealed class DamagedArtifactException(StoreRecord record, string reason)
    : IOException($"Result {record.Key.Hex[..12]} of {record.Stage} v{record.Version} in {record.Place.File} is damaged: {reason}.")
{
    public Digest Key { get; } = record.Key;
}
