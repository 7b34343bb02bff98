using Pipelines.Pipeline.Experiments;

namespace Pipelines.Pipeline.Storage;

/// <summary>A table of a results folder is not as it was written: cut off, flipped, or something else.</summary>
public sealed class DamagedTableException(string path, Exception cause)
    : IOException(
        $"{path} cannot be read: {UnsafeCharacters.OnOneLine(cause.Message)} 'pipelines run' of its experiment writes it again, from what is "
            + $"stored.", cause);
