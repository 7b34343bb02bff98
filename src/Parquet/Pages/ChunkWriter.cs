using System.Buffers;
using Parquet.Compression;
using Parquet.Integrity;
using Parquet.Meta;
using Parquet.Schema;
using Parquet.Thrift;

namespace Parquet.Pages;

/// <summary>Writes column chunks page by page; its buffers hold one page and serve the whole file.</summary>
internal sealed class ChunkWriter(OutputFile output, CompressionCodec method, PageCodec? codec)
{
    private readonly ArrayBufferWriter<byte> _body = new();
    private readonly ArrayBufferWriter<byte> _compressed = new();
    private readonly ArrayBufferWriter<byte> _header = new();

    /// <summary>Writes the dictionary, if any, then the pages; a chunk without rows gets one empty page.</summary>
    public async Task<ColumnChunk> WriteAsync(
        DataField field, PageSource source, DictionaryPage? dictionary, Dictionary<string, string>? metadata, CancellationToken cancellationToken)
    {
        var chunk = new ColumnChunk { MetaData = Describe(field, source, dictionary, metadata) };
        if (dictionary is not null)
        {
            chunk.MetaData.DictionaryPageOffset = output.Position;
            var header = new PageHeader { Type = PageType.Dictionary, NumValues = dictionary.Count, Encoding = PageEncoding.Plain };
            await WritePageAsync(chunk, header, dictionary.Body, cancellationToken).ConfigureAwait(false);
        }
        chunk.MetaData.DataPageOffset = output.Position;
        var row = 0;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = source.RowsOnPage(row);
            _body.ResetWrittenCount();
            source.Encode(row, count, _body);
            var header = new PageHeader { Type = PageType.Data, NumValues = count, Encoding = source.Encoding };
            await WritePageAsync(chunk, header, _body.WrittenMemory, cancellationToken).ConfigureAwait(false);
            row += count;
        }
        while (row < source.Rows);
        chunk.MetaData.Statistics = source.Statistics();
        return chunk;
    }

    private ColumnMetaData Describe(DataField field, PageSource source, DictionaryPage? dictionary, Dictionary<string, string>? metadata) => new()
    {
        Type = ColumnType.PhysicalOf(field.ClrType),
        Encodings = dictionary is null ? [source.Encoding, PageEncoding.Rle] : [PageEncoding.Plain, source.Encoding, PageEncoding.Rle],
        PathInSchema = [.. field.Path.Parts],
        Codec = method,
        NumValues = source.Rows,
        KeyValueMetadata = metadata is null ? null : KeyValue.From(metadata),
    };

    private async ValueTask WritePageAsync(ColumnChunk chunk, PageHeader header, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (body.Length > PageReader.LargestPage)
            throw new ParquetException($"A value of column '{chunk.MetaData!.PathInSchema[^1]}' takes {body.Length} bytes, more than a page can hold.");
        var stored = Compress(body);
        header.UncompressedSize = body.Length;
        header.CompressedSize = stored.Length;
        header.Crc = (int)Crc32.Of(stored.Span);
        _header.ResetWrittenCount();
        header.Write(new CompactWriter(_header));
        chunk.HeaderChecksum = Crc32.Append(chunk.HeaderChecksum, _header.WrittenSpan);
        chunk.MetaData!.TotalUncompressedSize += _header.WrittenCount + body.Length;
        chunk.MetaData.TotalCompressedSize += _header.WrittenCount + stored.Length;
        await output.WriteAsync(_header.WrittenMemory, cancellationToken).ConfigureAwait(false);
        await output.WriteAsync(stored, cancellationToken).ConfigureAwait(false);
    }

    private ReadOnlyMemory<byte> Compress(ReadOnlyMemory<byte> body)
    {
        if (codec is null) return body;
        _compressed.ResetWrittenCount();
        codec.Compress(body, _compressed);
        return _compressed.WrittenMemory;
    }
}
