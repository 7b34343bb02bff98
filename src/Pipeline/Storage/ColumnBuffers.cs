using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Storage;

/// <summary>Memory that columns are read into.</summary>
/// <remarks>A third of the time of reading a long table in pieces went into collecting those that were read before.</remarks>
/// <param name="isReused">The columns of a piece are used again for the next one, which its reader knows.</param>
internal sealed class ColumnBuffers(bool isReused)
{
    private readonly Dictionary<string, Array> _kept = new(StringComparer.Ordinal);
    private ReadOnlyMemory<char>[] _characters = [];

    /// <summary>An array of exactly so many values, all of which will be written.</summary>
    public T[] Of<T>(ColumnSchema column, int rows)
    {
        if (isReused && _kept.GetValueOrDefault(column.Name) is T[] kept && kept.Length == rows) return kept;
        var values = GC.AllocateUninitializedArray<T>(rows);
        if (isReused) _kept[column.Name] = values;
        return values;
    }

    /// <summary>Room for the characters of so many texts, which are copied before the next are read.</summary>
    public Memory<ReadOnlyMemory<char>> Characters(int rows)
    {
        if (_characters.Length < rows) _characters = new ReadOnlyMemory<char>[rows];
        return _characters.AsMemory(0, rows);
    }
}
