using System.Buffers;
using System.IO.Compression;

namespace Parquet.Compression;

/// <summary>Gzip from the framework. Its bytes may differ between framework versions; what they restore to does not.</summary>
internal sealed class GzipCodec(CompressionLevel level) : PageCodec
{
    private readonly MemoryStream _compressed = new();

    public override void Compress(ReadOnlyMemory<byte> body, ArrayBufferWriter<byte> output)
    {
        _compressed.SetLength(0);
        using (var gzip = new GZipStream(_compressed, level, leaveOpen: true)) gzip.Write(body.Span);
        output.Write(_compressed.GetBuffer().AsSpan(0, (int)_compressed.Length));
    }

    public override void Decompress(ReadOnlyMemory<byte> body, Memory<byte> output)
    {
        try
        {
            using var gzip = new GZipStream(BodyStream.Of(body), CompressionMode.Decompress);
            if (gzip.ReadAtLeast(output.Span, output.Length, throwOnEndOfStream: false) != output.Length || gzip.ReadByte() >= 0)
                throw new ParquetException("A page's gzip bytes restore to another size than its header says.");
        }
        catch (InvalidDataException damaged)
        {
            throw new ParquetException("A page's gzip bytes are damaged.", damaged);
        }
    }

    /// <summary>Deflate spends at least one bit in 129 bytes.</summary>
    public override long MostRestored(int compressed) => (compressed * 1040L) + 1024;
}
