using Parquet.Compression;
using Parquet.Integrity;
using Parquet.Meta;
using Parquet.Pages;
using Parquet.Schema;

namespace Parquet;

/// <summary>Writes a file row group by row group; disposing it writes the footer, without which there is no file.</summary>
/// <remarks>
/// Memory is one page and the footer, whatever the number of rows. The same calls give the same bytes (with None and Snappy on any
/// system; other codecs follow their library). After a failed write no footer is written, so that half a file never looks whole.
/// </remarks>
public sealed class ParquetWriter : IAsyncDisposable
{
    private readonly OutputFile _output;
    private readonly ParquetOptions _options;
    private readonly ChunkWriter _chunks;
    private readonly FileMetaData _metadata;
    private readonly ParquetSchema _schema;
    private ParquetRowGroupWriter? _open;
    private bool _disposed;

    private ParquetWriter(ParquetSchema schema, OutputFile output, ParquetOptions options, FileMetaData metadata)
    {
        _schema = schema;
        _output = output;
        _options = options;
        _metadata = metadata;
        var method = (CompressionCodec)options.CompressionMethod;
        _chunks = new ChunkWriter(output, method, PageCodec.For(method, options.CompressionLevel));
    }

    /// <summary>Metadata entries of the file; written in ordinal order of their keys.</summary>
    public IReadOnlyDictionary<string, string> CustomMetadata
    {
        get => KeyValue.ToDictionary(_metadata.KeyValueMetadata);
        set => _metadata.KeyValueMetadata = KeyValue.From(value);
    }

    /// <param name="schema">The columns, in the order in which every row group will write them.</param>
    /// <param name="output">Left open. It need not seek, unless row groups are added to a file already in it.</param>
    /// <param name="options">Compression and encodings.</param>
    /// <param name="append">Add row groups to the file in the stream; its metadata entries stay.</param>
    /// <param name="cancellationToken">Cancels this call only.</param>
    /// <exception cref="ParquetException">The file to add to is damaged or has another schema.</exception>
    public static async Task<ParquetWriter> CreateAsync(
        ParquetSchema schema, Stream output, ParquetOptions? options = null, bool append = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(output);
        if (!output.CanWrite) throw new ArgumentException("The stream cannot be written.", nameof(output));
        if (schema.DataFields.Length != schema.Fields.Count) throw new NotSupportedException("Only flat tables can be written.");
        options ??= new ParquetOptions();
        if (append || options.Append) return await AppendAsync(schema, output, options, cancellationToken).ConfigureAwait(false);
        var file = new OutputFile(output);
        var metadata = new FileMetaData { Schema = SchemaTree.ToElements(schema), CreatedBy = FooterSeal.CreatedBy };
        var writer = new ParquetWriter(schema, file, options, metadata);
        await Footer.OpenAsync(file, cancellationToken).ConfigureAwait(false);
        return writer;
    }

    /// <summary>Begins a row group; the one before must be complete.</summary>
    public ParquetRowGroupWriter CreateRowGroup()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        CloseRowGroup();
        _open = new ParquetRowGroupWriter(_schema, _options, _chunks);
        return _open;
    }

    /// <summary>Writes the footer, unless writing a column failed.</summary>
    /// <exception cref="ParquetException">The last row group lacks columns; the file is left without a footer.</exception>
    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        if (_open is { HasFailed: true }) return;
        CloseRowGroup();
        await Footer.WriteAsync(_output, _metadata, CancellationToken.None).ConfigureAwait(false);
    }

    private static async Task<ParquetWriter> AppendAsync(
        ParquetSchema schema, Stream stream, ParquetOptions options, CancellationToken cancellationToken)
    {
        await using var reader = await ParquetReader.CreateAsync(stream, cancellationToken: cancellationToken).ConfigureAwait(false);
        if (!reader.Schema.Equals(schema)) throw new ParquetException($"The file has the columns {reader.Schema}; rows to add have {schema}.");
        if (reader.Metadata!.CreatedBy != FooterSeal.CreatedBy)
            throw new ParquetException($"Rows can only be added to files of this library and version; this one is by '{reader.Metadata.CreatedBy}'.");
        stream.Position = reader.FooterStart;
        return new ParquetWriter(schema, new OutputFile(stream) { Position = reader.FooterStart }, options, reader.Metadata);
    }

    private void CloseRowGroup()
    {
        if (_open is null) return;
        var group = _open.Complete();
        _metadata.RowGroups.Add(group);
        _metadata.NumRows += group.NumRows;
        _open = null;
    }
}
