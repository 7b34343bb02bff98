using System.Collections.Immutable;
using Pipelines.Model.Inputs.Given;
using Pipelines.Pipeline.Experiments;

namespace Pipelines.Pipeline.Storage;

/// <summary>Texts of somebody else's file, such as names of columns: no message that quotes them is split or shows a terminal anything but
/// text.</summary>
internal static class ForeignText
{
    /// <summary>Reads a file; what it says of the file is on one line.</summary>
    public static T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidDataException(UnsafeCharacters.OnOneLine(exception.Message), exception);
        }
    }

    /// <summary>The table under names that can be shown: what uses it later quotes them.</summary>
    /// <exception cref="InvalidDataException">Two names differ in nothing that can be shown.</exception>
    public static NumericTable Named(NumericTable table)
    {
        ImmutableArray<string> shown = [.. table.Columns.Select(UnsafeCharacters.OnOneLine)];
        if (shown.SequenceEqual(table.Columns, StringComparer.Ordinal)) return table;
        var twice = shown.GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1);
        return twice is null
            ? table with { Columns = shown }
            : throw new InvalidDataException($"Two columns are named '{twice.Key}', but for characters that cannot be shown: rename one of them.");
    }
}
