using System.Buffers;

namespace Parquet.Compression;

/// <summary>Snappy in its block form, our own both ways: every reader has it, and the bytes never change with a system library.</summary>
internal sealed class SnappyCodec : PageCodec
{
    private readonly SnappyEncoder _encoder = new();

    public override void Compress(ReadOnlyMemory<byte> body, ArrayBufferWriter<byte> output) => _encoder.Encode(body.Span, output);

    public override void Decompress(ReadOnlyMemory<byte> body, Memory<byte> output) => SnappyDecoder.Decode(body.Span, output.Span);

    /// <summary>An element of 3 bytes restores at most 64.</summary>
    public override long MostRestored(int compressed) => (compressed * 22L) + 64;
}
