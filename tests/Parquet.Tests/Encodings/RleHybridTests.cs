using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using Parquet;
using Parquet.Encodings;

namespace Pipelines.Parquet.Tests.Encodings;

public sealed class RleHybridTests
{
    [Fact]
    public void The_example_of_the_format_packs_as_printed()
    {
        // Encodings.md: the numbers 0 to 7 in three bits are 10001000 11000110 11111010.
        var packed = new byte[3];
        BitPacking.Pack<int>([0, 1, 2, 3, 4, 5, 6, 7], 3, packed);
        Assert.Equal([0b10001000, 0b11000110, 0b11111010], packed);
        Assert.Equal([(8 << 1) | 0, 5], Encode([5, 5, 5, 5, 5, 5, 5, 5], 3));
        Assert.Equal([(1 << 1) | 1, 0b10001000, 0b11000110, 0b11111010], Encode([0, 1, 2, 3, 4, 5, 6, 7], 3));
    }

    [Fact]
    public void Any_numbers_in_any_width_come_back() =>
        Prop.ForAll(Numbers().ToArbitrary(), sample =>
        {
            var decoded = new int[sample.Values.Length];
            RleHybrid.Decode(Encode(sample.Values, sample.Width), sample.Width, decoded.AsSpan());
            return decoded.AsSpan().SequenceEqual(sample.Values);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void Every_width_packs_and_unpacks_every_length()
    {
        for (var width = 0; width <= 31; width++)
        {
            for (var length = 0; length <= 67; length++)
            {
                var values = Enumerable.Range(0, length).Select(i => (int)((i * 2654435761u) & ((1u << width) - 1))).ToArray();
                var decoded = new int[length];
                RleHybrid.Decode(Encode(values, width), width, decoded.AsSpan());
                Assert.Equal(values, decoded);
            }
        }
    }

    [Fact]
    public void Wide_numbers_unpack_as_written_bit_by_bit()
    {
        for (var width = 33; width <= 64; width++)
        {
            var mask = width == 64 ? -1 : (1L << width) - 1;
            var values = Enumerable.Range(1, 24).Select(i => unchecked((long)(0x9E3779B97F4A7C15UL * (ulong)i)) & mask).ToArray();
            var packed = new byte[24 * width / 8];
            for (var bit = 0; bit < 24 * width; bit++)
                packed[bit / 8] |= (byte)(((values[bit / width] >> (bit % width)) & 1) << (bit % 8));
            var unpacked = new long[24];
            BitPacking.Unpack(packed, width, unpacked.AsSpan());
            Assert.Equal(values, unpacked);
        }
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 0x80 })]
    [InlineData(new byte[] { 0x10 })]
    [InlineData(new byte[] { 0x03, 0x01 })]
    [InlineData(new byte[] { 0xFE, 0x01, 0x01 })]
    [InlineData(new byte[] { 0x10, 0x08 })]
    [InlineData(new byte[] { 0x00, 0x00, 0x00, 0x00 })]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01 })]
    public void Damaged_runs_are_refused(byte[] source) =>
        Assert.Throws<ParquetException>(() => RleHybrid.Decode(source, 3, new int[9].AsSpan()));

    private static byte[] Encode(int[] values, int width)
    {
        var output = new ArrayBufferWriter<byte>();
        RleHybrid.Encode<int>(values, width, output);
        return output.WrittenSpan.ToArray();
    }

    private static Gen<(int[] Values, int Width)> Numbers() =>
        from width in Gen.Choose(0, 31)
        from runs in Gen.ArrayOf(
            from length in Gen.Elements(1, 1, 2, 7, 8, 9, 16, 100)
            from value in Gen.Choose(0, int.MaxValue)
            select Enumerable.Repeat((int)(value & ((1L << width) - 1)), length))
        select (runs.SelectMany(run => run).ToArray(), width);
}
