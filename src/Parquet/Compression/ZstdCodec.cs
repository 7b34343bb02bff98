using System.Buffers;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Parquet.Compression;

/// <summary>Zstandard through the system's libzstd, which is optional: without it such pages are refused with a sentence that says so.</summary>
internal sealed class ZstdCodec(CompressionLevel level) : PageCodec
{
    public override void Compress(ReadOnlyMemory<byte> body, ArrayBufferWriter<byte> output)
    {
        var library = ZstdLibrary.Load();
        var destination = output.GetSpan(checked((int)library.CompressBound((nuint)body.Length)));
        var written = library.Compress(
            ref MemoryMarshal.GetReference(destination), (nuint)destination.Length,
            ref MemoryMarshal.GetReference(body.Span), (nuint)body.Length, Effort(level));
        if (library.IsError(written) != 0) throw new InvalidOperationException("libzstd could not compress a page.");
        output.Advance((int)written);
    }

    public override void Decompress(ReadOnlyMemory<byte> body, Memory<byte> output)
    {
        var library = ZstdLibrary.Load();
        var restored = library.Decompress(
            ref MemoryMarshal.GetReference(output.Span), (nuint)output.Length,
            ref MemoryMarshal.GetReference(body.Span), (nuint)body.Length);
        if (library.IsError(restored) != 0 || restored != (nuint)output.Length)
            throw new ParquetException("A page's Zstandard bytes are damaged or restore to another size than its header says.");
    }

    private static int Effort(CompressionLevel level) => level switch
    {
        CompressionLevel.Optimal => 3,
        CompressionLevel.SmallestSize => 19,
        _ => 1,
    };
}
