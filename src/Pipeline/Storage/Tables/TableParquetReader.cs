using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Parquet;
using Parquet.Schema;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Storage.Tables;

/// <summary>Reads result tables that <see cref="TableParquet"/> wrote.</summary>
/// <remarks>The package checks nothing that it reads: whoever reads results compares their digest first.</remarks>
internal sealed class TableParquetReader
{
    private readonly ParquetReader _reader;
    private readonly ImmutableArray<DataField> _fields;

    private TableParquetReader(ParquetReader reader) => (_reader, _fields) = (reader, [.. reader.Schema.GetDataFields()]);

    /// <summary>Reads columns of a file, as one table.</summary>
    /// <exception cref="InvalidDataException">It is no such file.</exception>
    public static async Task<Table> ReadAsync(Stream input, TableSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        var file = await OpenAsync(input).ConfigureAwait(false);
        return await file.ReadAsync(schema, file._reader.RowGroups, new(isReused: false)).ConfigureAwait(false);
    }

    /// <summary>Reads columns of a file in pieces, so that memory holds one row group.</summary>
    /// <remarks>A piece is good until the next is asked for, which takes its memory.</remarks>
    /// <exception cref="InvalidDataException">It is no such file.</exception>
    public static async IAsyncEnumerable<Table> ReadPiecesAsync(Stream input, TableSchema schema)
    {
        var file = await OpenAsync(input).ConfigureAwait(false);
        var buffers = new ColumnBuffers(isReused: true);
        foreach (var group in file._reader.RowGroups) yield return await file.ReadAsync(schema, [group], buffers).ConfigureAwait(false);
    }

    /// <summary>The schema of a file, the facts in its metadata, and the number of its rows.</summary>
    /// <exception cref="InvalidDataException">It is no such file.</exception>
    public static async Task<(TableSchema Schema, ImmutableSortedDictionary<string, string> Facts, long Rows)> ReadSchemaAsync(
        Stream input, string table)
    {
        var file = await OpenAsync(input).ConfigureAwait(false);
        var facts = file._reader.CustomMetadata.ToImmutableSortedDictionary(StringComparer.Ordinal);
        string Fact(string key) => facts.GetValueOrDefault(key, "");
        var rows = file._reader.RowGroups.Sum(g => g.RowCount);
        return (new(table, Fact("summary"), [.. file._fields.Select(f => new ColumnSchema(
            f.Name, TableParquet.TypeOf(f), Fact($"{f.Name}.summary"), Fact($"{f.Name}.unit"), Fact($"{f.Name}.equation")))]), facts, rows);
    }

    private static Task<TableParquetReader> OpenAsync(Stream input) =>
        SoundAsync("The file", async () => new TableParquetReader(await ParquetReader.CreateAsync(input).ConfigureAwait(false)));

    private Task<Table> ReadAsync(
        TableSchema schema, IReadOnlyList<ParquetRowGroupReader> groups, ColumnBuffers buffers) => SoundAsync("The file", async () =>
    {
        var (rows, columns) = (checked((int)groups.Sum(g => g.RowCount)), ImmutableArray.CreateBuilder<Column>(schema.Columns.Length));
        foreach (var column in schema.Columns)
        {
            var field = _fields.FirstOrDefault(f => f.Name == column.Name) ?? throw new InvalidDataException($"There is no column {column.Name}.");
            if (TableParquet.TypeOf(field) != column.Type) throw new InvalidDataException($"Column {column.Name} is of another type.");
            if (field.IsNullable) throw new InvalidDataException(
                $"Column {column.Name} may hold nulls, which no column of results may: whatever wrote the table declared it optional.");
            columns.Add(column.Type switch
            {
                ColumnType.Integer => new Column.Integers(await ReadAsync(groups, field, buffers.Of<long>(column, rows)).ConfigureAwait(false)),
                ColumnType.Number => new Column.Numbers(await ReadAsync(groups, field, buffers.Of<double>(column, rows)).ConfigureAwait(false)),
                ColumnType.Flag => new Column.Flags(await ReadAsync(groups, field, buffers.Of<bool>(column, rows)).ConfigureAwait(false)),
                _ => new Column.Texts(await ReadTextsAsync(groups, field, buffers.Of<string>(column, rows), buffers).ConfigureAwait(false)),
            });
        }
        return new Table(schema, columns.MoveToImmutable());
    });

    private static async Task<ImmutableArray<T>> ReadAsync<T>(IEnumerable<ParquetRowGroupReader> groups, DataField field, T[] values)
        where T : struct
    {
        var rest = values.AsMemory();
        foreach (var group in groups)
        {
            await group.ReadAsync<T>(field, rest[..(int)group.RowCount]).ConfigureAwait(false);
            rest = rest[(int)group.RowCount..];
        }
        return ImmutableCollectionsMarshal.AsImmutableArray(values);
    }

    private static async Task<ImmutableArray<string>> ReadTextsAsync(
        IEnumerable<ParquetRowGroupReader> groups, DataField field, string[] texts, ColumnBuffers buffers)
    {
        var (start, shared) = (0, new SharedTexts());
        foreach (var group in groups)
        {
            var read = buffers.Characters((int)group.RowCount);
            await group.ReadAsync<ReadOnlyMemory<char>>(field, read).ConfigureAwait(false);
            shared.CopyTo(texts.AsSpan(start, read.Length), read.Span);
            start += read.Length;
        }
        return ImmutableCollectionsMarshal.AsImmutableArray(texts);
    }

    /// <summary>The package throws whatever comes: on bytes that are not sound all of it means the same.</summary>
    public static async Task<T> SoundAsync<T>(string what, Func<Task<T>> read)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not (OutOfMemoryException or InvalidDataException))
        {
            throw new InvalidDataException($"{what} is not sound Parquet ({exception.Message.TrimEnd('.')}); get it again.", exception);
        }
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
