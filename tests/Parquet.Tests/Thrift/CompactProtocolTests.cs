using System.Buffers;
using Parquet;
using Parquet.Meta;
using Parquet.Thrift;

namespace Pipelines.Parquet.Tests.Thrift;

public sealed class CompactProtocolTests
{
    [Fact]
    public void A_page_header_comes_back()
    {
        var header = new PageHeader { UncompressedSize = 300, CompressedSize = 7, Crc = -1, NumValues = 12, Encoding = PageEncoding.RleDictionary };
        var bytes = Written(header.Write);
        var reader = new CompactReader(bytes);
        var read = PageHeader.Read(ref reader);
        Assert.Equal(bytes.Length, reader.Position);
        Assert.Equal(
            (header.Type, header.UncompressedSize, header.CompressedSize, header.Crc, header.NumValues, header.Encoding),
            (read.Type, read.UncompressedSize, read.CompressedSize, read.Crc, read.NumValues, read.Encoding));
    }

    [Fact]
    public void A_header_written_by_hand_has_the_bytes_of_the_protocol()
    {
        // Field 1: i32 0; 2: i32 3 (zigzag 6); 3: i32 3; 5: structure {1: 1, 2: 0, 3: 3, 4: 3}; stop.
        var bytes = Written(new PageHeader { UncompressedSize = 3, CompressedSize = 3, NumValues = 1 }.Write);
        Assert.Equal([0x15, 0x00, 0x15, 0x06, 0x15, 0x06, 0x2C, 0x15, 0x02, 0x15, 0x00, 0x15, 0x06, 0x15, 0x06, 0x00, 0x00], bytes);
    }

    [Fact]
    public void Unknown_fields_of_every_type_are_skipped()
    {
        byte[] entry =
        [
            0x18, 1, (byte)'k',
            0x21, 0x12, 0x13, 0x7F, 0x14, 0x02, 0x15, 0x02, 0x16, 0x02, 0x17, 1, 2, 3, 4, 5, 6, 7, 8,
            0x19, 0x21, 1, 2, 0x1A, 0x25, 2, 4, 0x1B, 0x01, 0x85, 1, (byte)'m', 2, 0x1C, 0x15, 2, 0x00, 0x00,
        ];
        var reader = new CompactReader(entry);
        Assert.Equal(new KeyValue("k", null), KeyValue.Read(ref reader));
        Assert.Equal(entry.Length, reader.Position);
    }

    [Fact]
    public void Nesting_without_end_is_refused()
    {
        Assert.Throws<ParquetException>(() => Read([.. Enumerable.Repeat((byte)0x3C, 100_000)]));
        Assert.Throws<ParquetException>(() => Read([0x39, .. Enumerable.Repeat((byte)0x19, 100_000)]));
        Assert.Throws<ParquetException>(() => Read([0x3B, .. Enumerable.Repeat(new byte[] { 0x01, 0xBB }, 50_000).SelectMany(pair => pair)]));
    }

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 0x18 })]
    [InlineData(new byte[] { 0x18, 5, 1 })]
    [InlineData(new byte[] { 0x18, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F })]
    [InlineData(new byte[] { 0x18, 1, 0xFF, 0x00 })]
    [InlineData(new byte[] { 0x15, 2, 0x00 })]
    [InlineData(new byte[] { 0x1E, 2, 0x00 })]
    [InlineData(new byte[] { 0x39, 0xF8, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F })]
    [InlineData(new byte[] { 0x36, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01, 0x00 })]
    public void Damage_is_refused(byte[] entry) => Assert.Throws<ParquetException>(() => Read(entry));

    [Fact]
    public void Field_numbers_far_apart_take_the_long_form()
    {
        var bytes = Written(writer =>
        {
            writer.BeginStruct();
            writer.I32(1, 5);
            writer.I32(2000, 6);
            writer.EndStruct();
        });
        var reader = new CompactReader(bytes);
        reader.BeginStruct();
        Assert.True(reader.NextField(out var first, out var type));
        Assert.Equal((1, 5), (first, reader.I32(type)));
        Assert.True(reader.NextField(out var second, out type));
        Assert.Equal((2000, 6), (second, reader.I32(type)));
        Assert.False(reader.NextField(out _, out _));
    }

    private static KeyValue Read(byte[] bytes)
    {
        var reader = new CompactReader(bytes);
        return KeyValue.Read(ref reader);
    }

    private static byte[] Written(Action<CompactWriter> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(new CompactWriter(output));
        return output.WrittenSpan.ToArray();
    }
}
