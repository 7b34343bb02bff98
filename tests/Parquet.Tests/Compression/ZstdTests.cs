using System.Buffers;
using System.IO.Compression;
using Parquet;
using Parquet.Compression;
using Parquet.Meta;

namespace Pipelines.Parquet.Tests.Compression;

public sealed class ZstdTests
{
    [Fact]
    public void Pages_come_back_or_the_missing_library_is_named()
    {
        var body = Enumerable.Range(0, 10_000).Select(i => (byte)(i / 100)).ToArray();
        var codec = PageCodec.For(CompressionCodec.ZSTD, CompressionLevel.Fastest)!;
        var output = new ArrayBufferWriter<byte>();
        if (!ZstdLibrary.IsPresent)
        {
            var refusal = Assert.Throws<ParquetException>(() => codec.Compress(body, output));
            Assert.Contains("libzstd", refusal.Message, StringComparison.Ordinal);
            return;
        }
        codec.Compress(body, output);
        Assert.InRange(output.WrittenCount, 1, 1000);
        var restored = new byte[body.Length];
        codec.Decompress(output.WrittenMemory, restored);
        Assert.Equal(body, restored);
        Assert.Throws<ParquetException>(() => codec.Decompress(output.WrittenMemory, new byte[body.Length - 1]));
        Assert.Throws<ParquetException>(() => codec.Decompress(output.WrittenMemory[1..], restored));
    }

    [Theory]
    [InlineData(CompressionMethod.Lzo)]
    [InlineData(CompressionMethod.LZ4)]
    [InlineData(CompressionMethod.Lz4Raw)]
    public void Other_methods_are_refused_by_name(CompressionMethod method)
    {
        var refusal = Assert.Throws<ParquetException>(() => PageCodec.For((CompressionCodec)method));
        Assert.Contains(((CompressionCodec)method).ToString(), refusal.Message, StringComparison.Ordinal);
    }
}
