namespace Pipelines.Pipeline.Storage;

/// <summary>When results become durable, and which get a file of their own.</summary>
/// <param name="GroupInterval">A result is durable at most so much later; infinite leaves it to the size and to the end of a run.</param>
/// <param name="GroupBytes">So many bytes are made durable at once at most.</param>
/// <param name="ObjectBytes">A larger result is a file of its own.</param>
internal sealed record StoreOptions(TimeSpan GroupInterval, int GroupBytes, int ObjectBytes)
{
    public static StoreOptions Default { get; } = new(TimeSpan.FromSeconds(1), 16 << 20, 1 << 20);

    /// <summary>A larger result is never in memory as a whole: it is written, hashed and read in pieces.</summary>
    public int WholeBytes { get; init; } = 16 << 20;
}
