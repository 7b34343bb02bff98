using System.Buffers;
using System.IO.Compression;

namespace Parquet.Compression;

/// <summary>Brotli from the framework. Its bytes may differ between framework versions; what they restore to does not.</summary>
internal sealed class BrotliCodec(CompressionLevel level) : PageCodec
{
    private const int Window = 22;

    public override void Compress(ReadOnlyMemory<byte> body, ArrayBufferWriter<byte> output)
    {
        var destination = output.GetSpan(BrotliEncoder.GetMaxCompressedLength(body.Length));
        if (!BrotliEncoder.TryCompress(body.Span, destination, out var written, Quality(level), Window))
            throw new InvalidOperationException("Brotli needs more room than it asked for.");
        output.Advance(written);
    }

    public override void Decompress(ReadOnlyMemory<byte> body, Memory<byte> output)
    {
        if (!BrotliDecoder.TryDecompress(body.Span, output.Span, out var written) || written != output.Length)
            throw new ParquetException("A page's Brotli bytes are damaged or restore to another size than its header says.");
    }

    private static int Quality(CompressionLevel level) => level switch
    {
        CompressionLevel.Optimal => 4,
        CompressionLevel.SmallestSize => 11,
        _ => 0,
    };
}
