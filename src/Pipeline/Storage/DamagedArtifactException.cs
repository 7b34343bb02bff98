using Pipelines.Stages;

namespace Pipelines.Pipeline.Storage;

/// <summary>The bytes of a stored result are not those that were written, or are gone. It has been dropped from the store: the next run computes it
/// again.</summary>
public sealed class DamagedArtifactException : IOException
{
    public DamagedArtifactException(StoreRecord record, string reason)
        : base($"Result {Short(record)} of {record.Stage} v{record.Version} in {record.Place.File} is damaged: {reason}.") => Key = record.Key;

    /// <summary>It was there a moment ago.</summary>
    public DamagedArtifactException(Digest key)
        : base($"Result {key.Hex[..12]} is gone from the store.") => Key = key;

    /// <summary>It was right when it was opened.</summary>
    public DamagedArtifactException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>Key of the result; null where only its bytes are known.</summary>
    public Digest? Key { get; }

    private static string Short(StoreRecord record) => record?.Key.Hex[..12] ?? throw new ArgumentNullException(nameof(record));
}
