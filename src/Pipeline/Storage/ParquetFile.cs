using System.Collections.Immutable;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using Parquet;
using Parquet.Meta;
using Parquet.Schema;
using Pipelines.Stages.Tables;
using Physical = Parquet.Meta.Type;

namespace Pipelines.Pipeline.Storage;

/// <summary>The one place that knows the Parquet.Net package: result tables both ways, and numbers that users give.</summary>
/// <remarks>The package checks nothing that it reads. Whoever reads results compares their digest first; given files are read in a process of their
/// own.</remarks>
internal sealed class ParquetFile
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Types of columns in the package, and the smallest and fastest encodings that were measured (decision 10). Byte streams have no
    /// range, which no NaN could be in.</summary>
    private static readonly ImmutableArray<(ColumnType Type, System.Type Clr, EncodingHint Encoding)> Forms =
    [
        (ColumnType.Integer, typeof(long), EncodingHint.DeltaBinaryPacked), (ColumnType.Number, typeof(double), EncodingHint.ByteSplitStream),
        (ColumnType.Flag, typeof(bool), EncodingHint.Dictionary), (ColumnType.Text, typeof(string), EncodingHint.Dictionary),
    ];

    private readonly ParquetReader _reader;
    private readonly ImmutableArray<DataField> _fields;
    private HashSet<string> _unsigned = [];

    private ParquetFile(ParquetReader reader) => (_reader, _fields) = (reader, [.. reader.Schema.GetDataFields()]);

    /// <summary>Writes required columns, one row group for each range of rows.</summary>
    /// <remarks>An exception leaves a file without a footer, which nobody opens.</remarks>
    public static async Task WriteAsync(Stream output, TableSchema schema, IEnumerable<RowRange> groups, IReadOnlyDictionary<string, string> metadata)
    {
        DataField[] fields = [.. schema.Columns.Select(c => new DataField(c.Name, Forms.First(f => f.Type == c.Type).Clr, isNullable: false))];
        DataField[] bytes = [.. schema.Columns.Select(c => new DataField<byte[]>(c.Name, nullable: false))];
        _ = new ParquetSchema(bytes);
        var options = new ParquetOptions { CompressionMethod = CompressionMethod.Zstd, CompressionLevel = CompressionLevel.Fastest };
        options.DictionaryEncodingSampleSize = 1024;
        foreach (var (field, column) in fields.Zip(schema.Columns))
            options.ColumnEncodingHints[field.Path.ToString()] = Forms.First(f => f.Type == column.Type).Encoding;
        var writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), output, options).ConfigureAwait(false);
        writer.CustomMetadata = metadata;
        foreach (var (table, start, rows) in groups)
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

    /// <exception cref="InvalidDataException">It is no Parquet file, or not a sound one.</exception>
    public static Task<ParquetFile> OpenAsync(Stream input) =>
        SoundAsync("The file", async () => new ParquetFile(await ParquetReader.CreateAsync(input).ConfigureAwait(false)));

    /// <summary>Opens a file of numbers and truth values that somebody else wrote.</summary>
    /// <exception cref="InvalidDataException">It is no Parquet file, not a sound one, or has a column that holds something else.</exception>
    public static Task<ParquetFile> OpenGivenAsync(Stream input) => SoundAsync("The file", async () =>
    {
        var reader = await ParquetReader.CreateAsync(input).ConfigureAwait(false);
        var unsigned = new HashSet<string>(StringComparer.Ordinal);
        foreach (var column in reader.Metadata!.Schema.Skip(1))
        {
            if (!HoldsNumbers(column)) throw new InvalidDataException(column.NumChildren > 0
                ? $"Column '{column.Name}' holds several values a row: write a column for each number."
                : $"Column '{column.Name}' is of a type that is not read as numbers: write it as double, float, boolean or an integer (in "
                    + $"DuckDB: \"{column.Name}\"::DOUBLE).");
            if (column.LogicalType is { INTEGER.IsSigned: false } || column.ConvertedType is >= ConvertedType.UINT_8 and <= ConvertedType.UINT_64)
                unsigned.Add(column.Name);

            // The package reads what is stored better than what it means. Runs of truth values it takes for false; of this width it throws.
            (column.LogicalType, column.ConvertedType, column.TypeLength) = (null, null, -16);
        }
        return new ParquetFile(reader) { _unsigned = unsigned };
    });

    public IReadOnlyList<long> GroupRows => [.. _reader.RowGroups.Select(g => g.RowCount)];

    public IReadOnlyDictionary<string, string> Metadata => _reader.CustomMetadata;

    /// <summary>One column of one row group of a given file.</summary>
    /// <exception cref="InvalidDataException">It is not sound, or a number is missing or is no float64.</exception>
    public Task<double[]> ReadNumbersAsync(int column, int group)
    {
        var (field, isUnsigned) = (_fields[column], _unsigned.Contains(_fields[column].Name));
        return SoundAsync(
            $"Column '{field.Name}'{(field.ClrType == typeof(bool) ? " (runs of truth values are not read: write integers)" : "")}", () =>
            field.ClrType == typeof(double) ? ReadNumbersAsync<double>(field, group, v => v)
            : field.ClrType == typeof(float) ? ReadNumbersAsync<float>(field, group, v => v)
            : field.ClrType == typeof(bool) ? ReadNumbersAsync<bool>(field, group, v => v ? 1 : 0)
            : field.ClrType == typeof(int) ? ReadNumbersAsync<int>(field, group, v => isUnsigned ? (uint)v : v)
            : ReadNumbersAsync<long>(field, group, v => ExactNumber.Of(isUnsigned ? (ulong)v : v)));
    }

    /// <summary>Whatever is no integer, number or flag counts as text.</summary>
    public IEnumerable<(string Name, ColumnType Type)> Columns => _fields.Select(f => (f.Name, TypeOf(f)));

    /// <summary>Reads columns of a result table, in all row groups or in one, into memory that <paramref name="buffers"/> gives.</summary>
    /// <exception cref="InvalidDataException">The file is not sound, or has no such columns.</exception>
    public Task<Table> ReadAsync(TableSchema schema, ColumnBuffers buffers, int? group = null) => SoundAsync("The file", async () =>
    {
        IReadOnlyList<ParquetRowGroupReader> groups = group is { } index ? [_reader.RowGroups[index]] : _reader.RowGroups;
        var (rows, columns) = (checked((int)groups.Sum(g => g.RowCount)), ImmutableArray.CreateBuilder<Column>(schema.Columns.Length));
        foreach (var column in schema.Columns)
        {
            var field = _fields.FirstOrDefault(f => f.Name == column.Name) ?? throw new InvalidDataException($"There is no column {column.Name}.");
            if (TypeOf(field) != column.Type) throw new InvalidDataException($"Column {column.Name} is of another type.");
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

    private async Task<double[]> ReadNumbersAsync<T>(DataField field, int index, Func<T, double> convert)
        where T : struct
    {
        var (group, before) = (_reader.RowGroups[index], GroupRows.Take(index).Sum());
        var chunk = group.GetMetadata(field)!.MetaData!;
        if (chunk.NumValues != group.RowCount)
            throw new InvalidDataException(
                $"Column '{field.Name}' has {chunk.NumValues} values in a group of {group.RowCount} rows; write a number a row.");
        if (chunk.Codec is CompressionCodec.LZ4 or CompressionCodec.LZO)
            throw new InvalidDataException($"Column '{field.Name}' is compressed with {chunk.Codec}: use ZSTD, SNAPPY or LZ4_RAW.");
        var (values, levels) = (new T[group.RowCount], new int[field.IsNullable ? group.RowCount : 0]);
        await group.ReadRawAsync<T>(field, values, field.IsNullable ? levels.AsMemory() : (Memory<int>?)null, null).ConfigureAwait(false);
        if (Array.IndexOf(levels, 0) is >= 0 and var row)
            throw new InvalidDataException($"Column '{field.Name}' has no value in row {before + row + 1}; write one, or leave the row out.");
        return ExactNumber.All(values, convert, row => $"Row {before + row + 1}, column '{field.Name}'");
    }

    private static bool HoldsNumbers(SchemaElement column) =>
        column.NumChildren is null or 0 && column.RepetitionType is FieldRepetitionType.REQUIRED or FieldRepetitionType.OPTIONAL
        && column.Type is Physical.BOOLEAN or Physical.INT32 or Physical.INT64 or Physical.FLOAT or Physical.DOUBLE
        && column.LogicalType is null or { INTEGER: not null }
        && column.ConvertedType is null or (>= ConvertedType.UINT_8 and <= ConvertedType.INT_64);

    private static ColumnType TypeOf(DataField field) => Forms.FirstOrDefault(f => f.Clr == field.ClrType, Forms[^1]).Type;

    /// <summary>The package throws whatever comes: on bytes that are not sound all of it means the same.</summary>
    private static async Task<T> SoundAsync<T>(string what, Func<Task<T>> read)
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
