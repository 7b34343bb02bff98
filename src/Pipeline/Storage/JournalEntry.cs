using System.Diagnostics;

namespace Pipelines.Pipeline.Storage;

/// <summary>A line of a journal: a finished result, or the news that what lies somewhere is not to be trusted.</summary>
internal abstract record JournalEntry
{
    private JournalEntry() { }

    public sealed record Finished(StoreRecord Record) : JournalEntry;

    /// <param name="File">Name within the store.</param>
    /// <param name="Offset">Where the damaged result, or the damaged line, begins.</param>
    public sealed record Dropped(string File, long Offset) : JournalEntry;

    public T Match<T>(Func<Finished, T> finished, Func<Dropped, T> dropped)
    {
        ArgumentNullException.ThrowIfNull(finished);
        ArgumentNullException.ThrowIfNull(dropped);
        return this switch
        {
            Finished e => finished(e),
            Dropped e => dropped(e),
            _ => throw new UnreachableException(),
        };
    }
}
