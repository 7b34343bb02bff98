namespace Pipelines.Pipeline.Storage;

/// <summary>A table of a results folder is not as a run wrote it: cut off, flipped, or something else.</summary>
public sealed class DamagedTableException(string path, Exception cause)
    : IOException($"{path} cannot be read: {cause.Message} 'pipelines run' of its experiment writes it again, from what is stored.", cause);
