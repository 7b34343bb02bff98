using System.Collections.Immutable;
using System.Text;
using Pipelines.Pipeline.Experiments;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Storage;

/// <summary>Result tables as Parquet: required columns, Zstandard, units and equations in the metadata.</summary>
internal static class TableParquet
{
    /// <summary>Most rows of a row group: a reader skips groups, and a writer holds one.</summary>
    public const int RowsPerGroup = 1 << 17;

    /// <summary>Tables of many columns have fewer rows in a group: what a writer holds, a group four times at most, is part of what every run is
    /// estimated to need.</summary>
    private const int ValuesPerGroup = 1 << 21;

    /// <summary>Characters of one text column in a row group; one text may have as many alone.</summary>
    private const int TextPerGroup = 1 << 26;

    /// <summary>Rows of a row group of such a table.</summary>
    public static int GroupRows(TableSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return Math.Clamp(ValuesPerGroup / Math.Max(schema.Columns.Length, 1), 1, RowsPerGroup);
    }

    /// <summary>Writes one file.</summary>
    /// <param name="output">Where to; stays open.</param>
    /// <param name="schema">Schema of every part.</param>
    /// <param name="parts">Tables, asked for one by one, so that memory holds one at a time.</param>
    /// <param name="metadata">Repeatable facts about the file.</param>
    /// <exception cref="InvalidDataException">A text is none: it is null, too long, or has half of a surrogate pair.</exception>
    public static Task WriteAsync(Stream output, TableSchema schema, IEnumerable<Table> parts, IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(parts);
        return ParquetFile.WriteAsync(output, schema, parts.SelectMany(Groups), Facts(schema, metadata));
    }

    /// <summary>Reads columns of a file that <see cref="WriteAsync"/> wrote, as one table.</summary>
    /// <exception cref="InvalidDataException">It is no such file.</exception>
    public static async Task<Table> ReadAsync(Stream input, TableSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        var file = await ParquetFile.OpenAsync(input).ConfigureAwait(false);
        return await file.ReadAsync(schema, new(isReused: false)).ConfigureAwait(false);
    }

    /// <summary>Reads columns of such a file in pieces, so that memory holds one row group.</summary>
    /// <remarks>A piece is good until the next is asked for, which takes its memory.</remarks>
    /// <exception cref="InvalidDataException">It is no such file.</exception>
    public static async IAsyncEnumerable<Table> ReadPiecesAsync(Stream input, TableSchema schema)
    {
        var file = await ParquetFile.OpenAsync(input).ConfigureAwait(false);
        var buffers = new ColumnBuffers(isReused: true);
        for (var group = 0; group < file.GroupRows.Count; group++) yield return await file.ReadAsync(schema, buffers, group).ConfigureAwait(false);
    }

    /// <summary>The schema of a file that <see cref="WriteAsync"/> wrote, the facts in its metadata, and the number of its rows.</summary>
    /// <exception cref="InvalidDataException">It is no such file.</exception>
    public static async Task<(TableSchema Schema, ImmutableSortedDictionary<string, string> Facts, long Rows)> ReadSchemaAsync(
        Stream input, string table)
    {
        var file = await ParquetFile.OpenAsync(input).ConfigureAwait(false);
        var facts = file.Metadata.ToImmutableSortedDictionary(StringComparer.Ordinal);
        string Fact(string key) => facts.GetValueOrDefault(key, "");
        var rows = file.GroupRows.Sum(r => (long)r);
        return (new(table, Fact("summary"), [.. file.Columns.Select(c => new ColumnSchema(
            c.Name, c.Type, Fact($"{c.Name}.summary"), Fact($"{c.Name}.unit"), Fact($"{c.Name}.equation")))]), facts, rows);
    }

    /// <summary>A table of this schema without rows.</summary>
    public static Table Empty(TableSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return new(schema, [.. schema.Columns.Select(c => Convert(c.Type))]);

        static Column Convert(ColumnType type) => type switch
        {
            ColumnType.Integer => new Column.Integers([]),
            ColumnType.Number => new Column.Numbers([]),
            ColumnType.Text => new Column.Texts([]),
            _ => new Column.Flags([]),
        };
    }

    /// <summary>The rows in groups of bounded size; a table without rows has none, so that no group states the range of nothing.</summary>
    private static IEnumerable<RowRange> Groups(Table table)
    {
        var texts = table.Schema.Columns.Zip(table.Columns).Where(c => c.Second is Column.Texts)
            .Select(c => (c.First.Name, ((Column.Texts)c.Second).Values)).ToList();
        var (start, most, lengths) = (0, GroupRows(table.Schema), new long[texts.Count]);
        for (var row = 0; row < table.Rows; row++)
        {
            var isFull = row - start == most;
            for (var t = 0; t < texts.Count; t++)
            {
                Require(table.Name, texts[t].Name, row, texts[t].Values[row]);
                lengths[t] += texts[t].Values[row].Length;
                isFull |= lengths[t] > TextPerGroup;
            }
            if (!isFull || row == start) continue;
            yield return new(table, start, row - start);
            start = row;
            for (var t = 0; t < texts.Count; t++) lengths[t] = texts[t].Values[row].Length;
        }
        if (start < table.Rows) yield return new(table, start, table.Rows - start);
    }

    /// <summary>A null in a required column makes a file that nobody reads; half of a surrogate pair becomes another character.</summary>
    private static void Require(string table, string column, int row, string? text)
    {
        if (text is null) throw new InvalidDataException($"Column {column} of table {table} has no text in row {row + 1}.");
        if (text.Length > TextPerGroup) throw new InvalidDataException(
            $"Column {column} of table {table} has a text of {text.Length} characters in row {row + 1}; {TextPerGroup} are possible.");
        if (HasLoneSurrogate(text))
            throw new InvalidDataException($"Column {column} of table {table} has half of a surrogate pair in row {row + 1}: it is no Unicode text.");
    }

    private static bool HasLoneSurrogate(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF')) return false;
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var length) != System.Buffers.OperationStatus.Done) return true;
            rest = rest[length..];
        }
        return false;
    }

    /// <summary>In the file's own metadata, which every reader shows: a text column of the package's API has none.</summary>
    private static SortedDictionary<string, string> Facts(TableSchema schema, IReadOnlyDictionary<string, string> metadata)
    {
        // Sorted: the order of a hash table differs from process to process, and bytes must not.
        var facts = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["table"] = schema.Name, ["summary"] = schema.Summary };
        foreach (var (key, value) in metadata) facts[key] = value;
        foreach (var column in schema.Columns)
        {
            facts[$"{column.Name}.summary"] = column.Summary;
            if (column.Unit.Length > 0) facts[$"{column.Name}.unit"] = column.Unit;
            if (column.Equation.Length > 0) facts[$"{column.Name}.equation"] = column.Equation;
        }
        return facts;
    }
}

/// <summary>Memory that columns are read into.</summary>
/// <remarks>A third of the time of reading a long table in pieces went into collecting those that were read before.</remarks>
/// <param name="isReused">The columns of a piece are used again for the next one, which its reader knows.</param>
internal sealed class ColumnBuffers(bool isReused)
{
    private readonly Dictionary<string, Array> _kept = new(StringComparer.Ordinal);
    private ReadOnlyMemory<char>[] _characters = [];

    /// <summary>An array of exactly this number of values, all of which will be written.</summary>
    public T[] Of<T>(ColumnSchema column, int rows)
    {
        if (isReused && _kept.GetValueOrDefault(column.Name) is T[] kept && kept.Length == rows) return kept;
        var values = GC.AllocateUninitializedArray<T>(rows);
        if (isReused) _kept[column.Name] = values;
        return values;
    }

    /// <summary>Room for the characters of this number of texts, which are copied before the next are read.</summary>
    public Memory<ReadOnlyMemory<char>> Characters(int rows)
    {
        if (_characters.Length < rows) _characters = new ReadOnlyMemory<char>[rows];
        return _characters.AsMemory(0, rows);
    }
}

/// <summary>Some consecutive rows of a table.</summary>
internal readonly record struct RowRange(Table Table, int Start, int Rows);

/// <summary>Whether a smallest and a largest text are written that every reader understands: readers skip row groups by them, and a wrong one loses
/// rows in silence.</summary>
internal static class TextRange
{
    /// <summary>Longer texts are left out: the package repeats a range eight times in headers and footer; in characters.</summary>
    private const int LongestText = 256;

    /// <summary>The package orders by UTF-16, which is the order of UTF-8 where no text leaves the basic plane.</summary>
    public static bool IsStated(ReadOnlySpan<string> texts)
    {
        foreach (var text in texts)
        {
            if (text.Length > LongestText || text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF')) return false;
        }
        return true;
    }
}

/// <summary>Texts of characters in memory: rows with one entry of a dictionary share its memory, and so share one text.</summary>
internal sealed class SharedTexts
{
    private const int Places = 1 << 12;

    private readonly (ReadOnlyMemory<char> Characters, string Text)[] _known = new (ReadOnlyMemory<char>, string)[Places];

    /// <summary>The texts; each is made once for each memory that is met often.</summary>
    public void CopyTo(Span<string> texts, ReadOnlySpan<ReadOnlyMemory<char>> characters)
    {
        for (var i = 0; i < characters.Length; i++)
        {
            // Both are about the memory, not what is in it.
            ref var known = ref _known[characters[i].GetHashCode() & (Places - 1)];
            if (known.Text is null || !known.Characters.Equals(characters[i])) known = (characters[i], characters[i].ToString());
            texts[i] = known.Text;
        }
    }
}

/// <summary>A table of a results folder is not as it was written: cut off, flipped, or something else.</summary>
public sealed class DamagedTableException(string path, Exception cause)
    : IOException(
        $"{path} cannot be read: {UnsafeCharacters.OnOneLine(cause.Message)} 'pipelines run' of its experiment writes it again, from what is "
            + $"stored.", cause);
