using Parquet.Encodings;
using Parquet.Meta;
using Parquet.Pages;
using Parquet.Schema;

namespace Parquet;

/// <summary>Writes the columns of one row group, in the order of the schema, all with the same number of rows.</summary>
public sealed class ParquetRowGroupWriter : IDisposable
{
    private readonly ParquetSchema _schema;
    private readonly ParquetOptions _options;
    private readonly ChunkWriter _chunks;
    private readonly RowGroup _group = new();
    private bool _writing;
    private bool _refused;

    internal ParquetRowGroupWriter(ParquetSchema schema, ParquetOptions options, ChunkWriter chunks)
    {
        _schema = schema;
        _options = options;
        _chunks = chunks;
    }

    /// <summary>The last column was refused, or begun and not finished: an exception about it is on its way.</summary>
    internal bool HasFailed => _writing || _refused;

    /// <summary>Writes the next column from values that are all present.</summary>
    /// <typeparam name="T">bool, int, long, float or double, as the column has it.</typeparam>
    /// <param name="field">The column whose turn it is.</param>
    /// <param name="values">One value a row; not changed by others until the task ends.</param>
    /// <param name="repetitionLevels">Flat columns have none: null.</param>
    /// <param name="customMetadata">Metadata entries of the column in this row group, such as its unit.</param>
    /// <param name="cancellationToken">Looked at between pages; a cancelled column leaves no file.</param>
    /// <exception cref="ArgumentException">It is another column's turn, or the type or the number of rows differs.</exception>
    public Task WriteAsync<T>(
        DataField field, ReadOnlyMemory<T> values, ReadOnlyMemory<int>? repetitionLevels = null, Dictionary<string, string>? customMetadata = null,
        CancellationToken cancellationToken = default)
        where T : struct
    {
        var column = Expect(field, typeof(T), values.Length, repetitionLevels);
        var dictionary = WantsDictionary(column) && DictionaryBuilder<long>.TryBuild(new NumberKeys<T>(values.Span), _options) is { } builder
            ? DictionaryPage.OfNumbers<T>(builder, column.IsNullable)
            : null;
        var pages = dictionary?.Pages ?? (PageSource)new FixedPages<T>(values, column.IsNullable, NumberEncoding(column));
        return WriteAsync(column, pages, dictionary, customMetadata, cancellationToken);
    }

    /// <summary>Writes the next column, which must be optional, from values that may be absent.</summary>
    /// <inheritdoc cref="WriteAsync{T}(DataField, ReadOnlyMemory{T}, ReadOnlyMemory{int}?, Dictionary{string, string}?, CancellationToken)"/>
    public Task WriteAsync<T>(
        DataField field, ReadOnlyMemory<T?> values, ReadOnlyMemory<int>? repetitionLevels = null, Dictionary<string, string>? customMetadata = null,
        CancellationToken cancellationToken = default)
        where T : struct
    {
        var column = Expect(field, typeof(T), values.Length, repetitionLevels);
        if (!column.IsNullable) throw new ArgumentException($"Column '{column.Name}' is required: write values that cannot be null.", nameof(values));
        var dictionary = WantsDictionary(column) && DictionaryBuilder<long>.TryBuild(new NullableNumberKeys<T>(values.Span), _options) is { } builder
            ? DictionaryPage.OfNumbers<T>(builder, optional: true)
            : null;
        var pages = dictionary?.Pages ?? (PageSource)new NullableFixedPages<T>(values, NumberEncoding(column));
        return WriteAsync(column, pages, dictionary, customMetadata, cancellationToken);
    }

    /// <summary>Writes the next column, of strings, by dictionary while that saves space.</summary>
    /// <exception cref="ArgumentException">Also: a null in a required column, or half of a surrogate pair, which UTF-8 cannot say.</exception>
    public Task WriteAsync(DataField field, IReadOnlyCollection<string?> values, ReadOnlyMemory<int>? repetitionLevels = null) =>
        WriteBinaryAsync<string, TextForm>(field, values, repetitionLevels);

    /// <summary>Writes the next column, of byte arrays.</summary>
    /// <exception cref="ArgumentException">Also: a null in a required column.</exception>
    public Task WriteAsync(DataField field, IReadOnlyCollection<byte[]?> values, ReadOnlyMemory<int>? repetitionLevels = null) =>
        WriteBinaryAsync<byte[], BytesForm>(field, values, repetitionLevels);

    /// <summary>Throws unless every column has been written.</summary>
    public void CompleteValidate()
    {
        var written = _group.Columns.Count;
        if (written == _schema.DataFields.Length && !_writing) return;
        var missing = string.Join(", ", _schema.DataFields.Skip(written).Select(field => $"'{field.Name}'"));
        throw new ParquetException($"A row group was left with {written} of {_schema.DataFields.Length} columns; missing: {missing}.");
    }

    /// <summary>The writer of the file takes over what was written; whether it is complete is checked there.</summary>
    public void Dispose()
    {
    }

    internal RowGroup Complete()
    {
        CompleteValidate();
        _group.TotalByteSize = _group.Columns.Sum(column => column.MetaData!.TotalUncompressedSize);
        return _group;
    }

    private Task WriteBinaryAsync<T, TForm>(DataField field, IReadOnlyCollection<T?> values, ReadOnlyMemory<int>? repetitionLevels)
        where T : class
        where TForm : IBinaryForm<T>
    {
        ArgumentNullException.ThrowIfNull(values);
        var column = Expect(field, typeof(T), values.Count, repetitionLevels);
        var rows = values as T?[] ?? [.. values];
        if (!column.IsNullable && Array.IndexOf(rows, null) is var absent and >= 0)
            throw new ArgumentException($"Column '{column.Name}' is required, and row {absent} is null.", nameof(values));
        var dictionary = WantsDictionary(column) && DictionaryBuilder<T>.TryBuild(new BinaryKeys<T, TForm>(rows), _options) is { } builder
            ? DictionaryPage.OfBinary<T, TForm>(builder, column.IsNullable)
            : null;
        var pages = dictionary?.Pages ?? (PageSource)new BinaryPages<T, TForm>(rows, column.IsNullable);
        return WriteAsync(column, pages, dictionary, null, CancellationToken.None);
    }

    /// <summary>Byte arrays compare by reference, so that a dictionary of them would find nothing.</summary>
    private bool WantsDictionary(DataField column) => column.ClrType != typeof(byte[]) && _options.HintFor(column.Name) switch
    {
        EncodingHint.Dictionary => column.ClrType != typeof(bool),
        EncodingHint.Default => column.ClrType == typeof(string),
        _ => false,
    };

    private PageEncoding NumberEncoding(DataField column) => FixedEncoding.Choose(_options.HintFor(column.Name), column.ClrType);

    private DataField Expect(DataField field, Type clrType, int rows, ReadOnlyMemory<int>? repetitionLevels)
    {
        ArgumentNullException.ThrowIfNull(field);
        _refused = true;
        if (repetitionLevels is not null) throw new NotSupportedException("Flat columns have no repetition levels.");
        if (_writing) throw new InvalidOperationException("The column before is still being written, or failed.");
        if (_group.Columns.Count == _schema.DataFields.Length)
            throw new ArgumentException("All columns of the row group are written.", nameof(field));
        var column = _schema.DataFields[_group.Columns.Count];
        if (!column.Path.Equals(field.Path)) throw new ArgumentException($"Column '{column.Name}' comes next, not '{field.Name}'.", nameof(field));
        if (column.ClrType != clrType)
            throw new ArgumentException($"Column '{column.Name}' holds {column.ClrType.Name}, not {clrType.Name}.", nameof(field));
        if (_group.Columns.Count > 0 && rows != _group.NumRows)
            throw new ArgumentException($"Column '{column.Name}' has {rows} rows, the columns before it {_group.NumRows}.", "values");
        return column;
    }

    private async Task WriteAsync(
        DataField column, PageSource pages, DictionaryPage? dictionary, Dictionary<string, string>? metadata, CancellationToken cancellationToken)
    {
        _writing = true;
        var chunk = await _chunks.WriteAsync(column, pages, dictionary, metadata, cancellationToken).ConfigureAwait(false);
        _group.Columns.Add(chunk);
        _group.NumRows = pages.Rows;
        _writing = _refused = false;
    }
}
