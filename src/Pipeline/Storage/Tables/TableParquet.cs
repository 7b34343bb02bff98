using System.Collections.Immutable;
using System.IO.Compression;
using System.Text;
using Parquet;
using Parquet.Schema;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Storage.Tables;

/// <summary>Writes result tables as Parquet: required columns, Zstandard, units and equations in the metadata. <see cref="TableParquetReader"/>
/// reads them.</summary>
internal static class TableParquet
{
    /// <summary>Most rows of a row group: a reader skips groups, and a writer holds one.</summary>
    public const int RowsPerGroup = 1 << 17;

    /// <summary>Tables of many columns have fewer rows in a group: what a writer holds, a group four times at most, is part of what every run is
    /// estimated to need.</summary>
    private const int ValuesPerGroup = 1 << 21;

    /// <summary>Characters of one text column in a row group; one text may have as many alone.</summary>
    private const int TextPerGroup = 1 << 26;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Types of columns in the package, and the smallest and fastest encodings that were measured (decision 10). Byte streams have no
    /// range, which no NaN could be in.</summary>
    private static readonly ImmutableArray<(ColumnType Type, System.Type Clr, EncodingHint Encoding)> Forms =
    [
        (ColumnType.Integer, typeof(long), EncodingHint.DeltaBinaryPacked), (ColumnType.Number, typeof(double), EncodingHint.ByteSplitStream),
        (ColumnType.Flag, typeof(bool), EncodingHint.Dictionary), (ColumnType.Text, typeof(string), EncodingHint.Dictionary),
    ];

    /// <summary>Rows of a row group of such a table.</summary>
    public static int GroupRows(TableSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return Math.Clamp(ValuesPerGroup / Math.Max(schema.Columns.Length, 1), 1, RowsPerGroup);
    }

    /// <summary>Writes one file, one row group for each range of rows.</summary>
    /// <remarks>An exception leaves a file without a footer, which nobody opens.</remarks>
    /// <param name="output">Where to; stays open.</param>
    /// <param name="schema">Schema of every part.</param>
    /// <param name="parts">Tables, asked for one by one, so that memory holds one at a time.</param>
    /// <param name="metadata">Repeatable facts about the file.</param>
    /// <exception cref="InvalidDataException">A text is none: it is null, too long, or has half of a surrogate pair.</exception>
    public static async Task WriteAsync(Stream output, TableSchema schema, IEnumerable<Table> parts, IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(parts);
        DataField[] fields = [.. schema.Columns.Select(c => new DataField(c.Name, Forms.First(f => f.Type == c.Type).Clr, isNullable: false))];
        DataField[] bytes = [.. schema.Columns.Select(c => new DataField<byte[]>(c.Name, nullable: false))];
        _ = new ParquetSchema(bytes);
        var options = new ParquetOptions { CompressionMethod = CompressionMethod.Zstd, CompressionLevel = CompressionLevel.Fastest };
        options.DictionaryEncodingSampleSize = 1024;
        foreach (var (field, column) in fields.Zip(schema.Columns))
            options.ColumnEncodingHints[field.Path.ToString()] = Forms.First(f => f.Type == column.Type).Encoding;
        var writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), output, options).ConfigureAwait(false);
        writer.CustomMetadata = Facts(schema, metadata);
        foreach (var (table, start, rows) in parts.SelectMany(Groups))
        {
            using var group = writer.CreateRowGroup();
            for (var i = 0; i < fields.Length; i++)
            {
                var field = fields[i];
                var write = table.Columns[i].Match(
                    integers: c => group.WriteAsync<long>(field, c.Values.AsMemory().Slice(start, rows)),
                    numbers: c => group.WriteAsync<double>(field, c.Values.AsMemory().Slice(start, rows)),
                    // As bytes, a column has neither range nor dictionary.
                    texts: c => c.Values.AsSpan(start, rows).ToArray() is var texts && TextRange.IsStated(texts)
                        ? group.WriteAsync<ReadOnlyMemory<char>>(field, Array.ConvertAll(texts, t => t.AsMemory()))
                        : group.WriteAsync<ReadOnlyMemory<byte>>(bytes[i], Array.ConvertAll(texts, t => (ReadOnlyMemory<byte>)Utf8.GetBytes(t))),
                    flags: c => group.WriteAsync<bool>(field, c.Values.AsMemory().Slice(start, rows)));
                await write.ConfigureAwait(false);
            }
            group.CompleteValidate();
        }
        await writer.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>The type that a column of the package holds; whatever is no integer, number or flag counts as text.</summary>
    public static ColumnType TypeOf(DataField field) => Forms.FirstOrDefault(f => f.Clr == field.ClrType, Forms[^1]).Type;

    /// <summary>The rows in groups of bounded size; a table without rows has none, so that no group states the range of nothing.</summary>
    private static IEnumerable<(Table Table, int Start, int Rows)> Groups(Table table)
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
            yield return (table, start, row - start);
            start = row;
            for (var t = 0; t < texts.Count; t++) lengths[t] = texts[t].Values[row].Length;
        }
        if (start < table.Rows) yield return (table, start, table.Rows - start);
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
