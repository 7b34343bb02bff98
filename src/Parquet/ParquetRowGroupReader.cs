using Parquet.Data;
using Parquet.Encodings;
using Parquet.Meta;
using Parquet.Pages;
using Parquet.Schema;

namespace Parquet;

/// <summary>Reads the columns of one row group, in any order, each into memory of the caller.</summary>
public sealed class ParquetRowGroupReader : IDisposable
{
    private readonly Stream _stream;
    private readonly RowGroup _group;
    private readonly Dictionary<FieldPath, (DataField Field, ColumnChunk Chunk)> _columns = [];

    internal ParquetRowGroupReader(Stream stream, ParquetSchema schema, RowGroup group)
    {
        _stream = stream;
        _group = group;
        foreach (var (field, chunk) in schema.DataFields.Zip(group.Columns)) _columns[field.Path] = (field, chunk);
    }

    public long RowCount => _group.NumRows;

    /// <summary>Reads a column in which every row holds a value.</summary>
    /// <typeparam name="T">bool, int, long, float or double, as the column has it.</typeparam>
    /// <param name="field">The column, looked up by its path.</param>
    /// <param name="values">Room for at least <see cref="RowCount"/> values.</param>
    /// <param name="repetitionLevels">Flat columns have none: null.</param>
    /// <param name="cancellationToken">Looked at between pages.</param>
    /// <exception cref="ParquetException">
    /// The column is damaged, missing, of another type, or a row holds no value. The values are then undefined.
    /// </exception>
    public ValueTask ReadAsync<T>(
        DataField field, Memory<T> values, Memory<int>? repetitionLevels = null, CancellationToken cancellationToken = default)
        where T : struct =>
        ReadAsync(field, typeof(T), values.Length, repetitionLevels, new RequiredSink<T>(values, new FixedDecoder<T>()), cancellationToken);

    /// <summary>Reads a column whose rows may hold no value.</summary>
    /// <inheritdoc cref="ReadAsync{T}(DataField, Memory{T}, Memory{int}?, CancellationToken)"/>
    public ValueTask ReadAsync<T>(
        DataField field, Memory<T?> values, Memory<int>? repetitionLevels = null, CancellationToken cancellationToken = default)
        where T : struct =>
        ReadAsync(field, typeof(T), values.Length, repetitionLevels, new NullableSink<T>(values, new FixedDecoder<T>()), cancellationToken);

    /// <summary>Reads a column of strings; a value that repeats through a dictionary is one object.</summary>
    public ValueTask ReadAsync(
        DataField field, Memory<string?> values, Memory<int>? repetitionLevels = null, CancellationToken cancellationToken = default) =>
        ReadAsync(
            field, typeof(string), values.Length, repetitionLevels,
            new ReferenceSink<string>(values, new BinaryDecoder<string, TextForm>()), cancellationToken);

    /// <summary>Reads a column of byte arrays; a value that repeats through a dictionary is one object.</summary>
    public ValueTask ReadAsync(
        DataField field, Memory<byte[]?> values, Memory<int>? repetitionLevels = null, CancellationToken cancellationToken = default) =>
        ReadAsync(
            field, typeof(byte[]), values.Length, repetitionLevels,
            new ReferenceSink<byte[]>(values, new BinaryDecoder<byte[], BytesForm>()), cancellationToken);

    public bool ColumnExists(DataField field) => _columns.ContainsKey(field.Path);

    /// <summary>What the footer says about the column's values here, or null.</summary>
    public DataColumnStatistics? GetStatistics(DataField field)
    {
        var (column, chunk) = Find(field);
        return chunk.MetaData?.Statistics is { } statistics ? StatisticsReader.Read(column.ClrType, statistics) : null;
    }

    /// <summary>Metadata entries of the column in this row group, such as its unit.</summary>
    public Dictionary<string, string> GetCustomMetadata(DataField field) => KeyValue.ToDictionary(Find(field).Chunk.MetaData?.KeyValueMetadata);

    public ColumnChunk? GetMetadata(DataField field) => _columns.TryGetValue(field.Path, out var column) ? column.Chunk : null;

    /// <summary>Holds nothing to release; the reader of the file does.</summary>
    public void Dispose()
    {
    }

    private async ValueTask ReadAsync(
        DataField field, Type clrType, int room, Memory<int>? repetitionLevels, ColumnSink sink, CancellationToken cancellationToken)
    {
        if (repetitionLevels is not null) throw new NotSupportedException("Flat columns have no repetition levels.");
        var (column, chunk) = Find(field);
        if (column.Unreadable is { } reason) throw new ParquetException($"Column '{column.Path}' cannot be read: {reason}.");
        if (column.ClrType != clrType) throw new ParquetException($"Column '{column.Path}' holds {column.ClrType.Name}, not {clrType.Name}.");
        if (room < RowCount) throw new ArgumentException($"Column '{column.Path}' has {RowCount} rows here; there is room for {room}.", "values");
        if (chunk.MetaData is null || chunk.FilePath is not null)
            throw new ParquetException($"Column '{column.Path}' is encrypted or lies in another file.");
        await ChunkReader.ReadAsync(_stream, chunk, column.IsNullable, sink, cancellationToken).ConfigureAwait(false);
    }

    private (DataField Field, ColumnChunk Chunk) Find(DataField field)
    {
        ArgumentNullException.ThrowIfNull(field);
        return _columns.TryGetValue(field.Path, out var column) ? column : throw new ParquetException($"The file has no column '{field.Path}'.");
    }
}
