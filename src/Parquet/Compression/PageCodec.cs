using System.Buffers;
using System.IO.Compression;
using Parquet.Meta;

namespace Parquet.Compression;

/// <summary>Compresses and restores page bodies. An instance serves one writer or one column being read at a time.</summary>
internal abstract class PageCodec
{
    /// <summary>Appends the compressed bytes.</summary>
    public abstract void Compress(ReadOnlyMemory<byte> body, ArrayBufferWriter<byte> output);

    /// <summary>Fills <paramref name="output"/>, whose size the page header gives.</summary>
    /// <exception cref="ParquetException">The bytes are damaged or restore to another size.</exception>
    public abstract void Decompress(ReadOnlyMemory<byte> body, Memory<byte> output);

    /// <summary>Bytes that so many compressed ones can restore to at most: a claim beyond is refused before memory is taken.</summary>
    public virtual long MostRestored(int compressed) => long.MaxValue / 2;

    /// <summary>The codec of a method, null where bodies stay as they are.</summary>
    public static PageCodec? For(CompressionCodec method, CompressionLevel level = CompressionLevel.Fastest) => method switch
    {
        CompressionCodec.UNCOMPRESSED => null,
        CompressionCodec.SNAPPY => new SnappyCodec(),
        CompressionCodec.GZIP => new GzipCodec(level),
        CompressionCodec.BROTLI => new BrotliCodec(level),
        CompressionCodec.ZSTD => new ZstdCodec(level),
        _ => throw new ParquetException($"Compression {method} is not supported: use None, Snappy, Gzip, Brotli or Zstd."),
    };
}
