using System.Buffers;
using Parquet.Compression;
using Parquet.Integrity;
using Parquet.Meta;
using Parquet.Thrift;

namespace Parquet.Pages;

/// <summary>Reads the pages of one column chunk: checks header and checksum, then restores the body.</summary>
internal sealed class PageReader(Stream stream, ColumnMetaData chunk) : IDisposable
{
    /// <summary>Bytes of a page's body that are believed; larger claims are refused before memory is taken.</summary>
    public const int LargestPage = 1 << 27;

    private const int UsualHeader = 1 << 13;

    private readonly ChunkBytes _bytes = new(stream, chunk.Start, chunk.TotalCompressedSize);
    private readonly PageCodec? _codec = PageCodec.For(chunk.Codec);
    private byte[] _restored = [];

    /// <summary>CRC-32 over the headers of all pages read so far.</summary>
    public uint HeaderChecksum { get; private set; }

    public bool AtEnd => _bytes.Remaining == 0;

    /// <summary>The next page; its body is valid until the next call. Version 2 levels come first, then the restored values.</summary>
    public async ValueTask<(PageHeader Header, ReadOnlyMemory<byte> Body)> NextAsync(CancellationToken cancellationToken)
    {
        var header = await ReadHeaderAsync(cancellationToken).ConfigureAwait(false);
        CheckSizes(header);
        var stored = (await _bytes.PeekAsync(header.CompressedSize, cancellationToken).ConfigureAwait(false))[..header.CompressedSize];
        _bytes.Consume(header.CompressedSize);
        if (header.Crc is { } crc && crc != (int)Crc32.Of(stored.Span))
            throw new ParquetException($"A page of column '{string.Join('.', chunk.PathInSchema)}' is damaged: its checksum does not match.");
        return (header, Restore(header, stored));
    }

    public void Dispose()
    {
        _bytes.Dispose();
        if (_restored.Length > 0) ArrayPool<byte>.Shared.Return(_restored);
    }

    private async ValueTask<PageHeader> ReadHeaderAsync(CancellationToken cancellationToken)
    {
        for (var size = Math.Min(UsualHeader, _bytes.Remaining); ; size = Math.Min(size * 8, _bytes.Remaining))
        {
            var ahead = await _bytes.PeekAsync((int)Math.Min(size, LargestPage), cancellationToken).ConfigureAwait(false);
            if (TryParse(ahead.Span, final: ahead.Length == Math.Min(_bytes.Remaining, LargestPage), out var header, out var length))
            {
                HeaderChecksum = Crc32.Append(HeaderChecksum, ahead.Span[..length]);
                _bytes.Consume(length);
                return header;
            }
        }
    }

    /// <summary>False where the header goes on beyond the bytes at hand.</summary>
    private static bool TryParse(ReadOnlySpan<byte> ahead, bool final, out PageHeader header, out int length)
    {
        var reader = new CompactReader(ahead);
        try
        {
            header = PageHeader.Read(ref reader);
            length = reader.Position;
            return true;
        }
        catch (ParquetException) when (reader.RanOut && !final)
        {
            (header, length) = (null!, 0);
            return false;
        }
    }

    private void CheckSizes(PageHeader header)
    {
        var levels = (long)header.DefinitionLevelsLength + header.RepetitionLevelsLength;
        var most = _codec is null ? header.CompressedSize : Math.Min(_codec.MostRestored(header.CompressedSize) + levels, LargestPage);
        if (header.CompressedSize < 0 || header.CompressedSize > _bytes.Remaining || header.UncompressedSize < 0 || header.UncompressedSize > most
            || (_codec is null && header.UncompressedSize != header.CompressedSize))
        {
            throw new ParquetException(
                $"A page claims {header.CompressedSize} bytes that restore to {header.UncompressedSize}; "
                + $"{_bytes.Remaining} are there, and at most {most} are believed.");
        }
        if (header.NumValues < 0) throw new ParquetException($"A page claims {header.NumValues} values.");
        if (header.DefinitionLevelsLength < 0 || header.RepetitionLevelsLength < 0
            || levels > Math.Min(header.CompressedSize, header.UncompressedSize))
            throw new ParquetException("A page's levels are longer than the page.");
    }

    private ReadOnlyMemory<byte> Restore(PageHeader header, ReadOnlyMemory<byte> stored)
    {
        if (_codec is null || (header.Type == PageType.DataV2 && !header.IsCompressed)) return stored;
        if (header.UncompressedSize > _restored.Length)
        {
            if (_restored.Length > 0) ArrayPool<byte>.Shared.Return(_restored);
            _restored = ArrayPool<byte>.Shared.Rent(header.UncompressedSize);
        }
        var body = _restored.AsMemory(0, header.UncompressedSize);
        var levels = header.DefinitionLevelsLength + header.RepetitionLevelsLength;
        stored[..levels].CopyTo(body);
        if (stored.Length > levels || body.Length > levels) _codec.Decompress(stored[levels..], body[levels..]);
        return body;
    }
}
