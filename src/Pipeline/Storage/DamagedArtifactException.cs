using Pipelines.Pipeline.Experiments;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Storage;

/// <summary>The bytes of a stored result are not those that were written, or are gone. The run that reads it computes it again.</summary>
public sealed class DamagedArtifactException : IOException
{
    public DamagedArtifactException(StoreRecord record, string reason)
        : base($"Result {Short(record)} of {record.Stage} v{record.Version} in {record.Place.File} is damaged: {reason}.")
    {
    }

    /// <summary>It was there a moment ago.</summary>
    public DamagedArtifactException(Digest key)
        : base($"Result {key.Hex[..12]} is gone from the store.")
    {
    }

    /// <summary>It was right when it was opened.</summary>
    public DamagedArtifactException(string message, Exception inner)
        : base(message, inner)
    {
    }

    private static string Short(StoreRecord record) => record?.Key.Hex[..12] ?? throw new ArgumentNullException(nameof(record));
}

/// <summary>A table of a results folder is not as it was written: cut off, flipped, or something else.</summary>
public sealed class DamagedTableException(string path, Exception cause)
    : IOException(
        $"{path} cannot be read: {UnsafeCharacters.OnOneLine(cause.Message)} 'pipelines run' of its experiment writes it again, from what is "
            + $"stored.", cause);
