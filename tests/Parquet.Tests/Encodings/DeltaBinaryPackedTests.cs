using System.Buffers;
using System.Numerics;
using Parquet;
using Parquet.Encodings;

namespace Pipelines.Parquet.Tests.Encodings;

public sealed class DeltaBinaryPackedTests
{
    /// <summary>Block of 128 values, 4 miniblocks, 8 values, first 7; least difference −2, widths 2, then the differences less −2.</summary>
    /// <remarks>Example 2 of Encodings.md: 7, 5, 3, 1, 2, 3, 4, 5 has differences −2, −2, −2, 1, 1, 1, 1.</remarks>
    private static readonly byte[] Example =
        [0x80, 0x01, 0x04, 0x08, 0x0E, 0x03, 2, 0, 0, 0, 0b11000000, 0b00111111, 0, 0, 0, 0, 0, 0];

    [Fact]
    public void The_example_of_the_format_decodes_to_its_values()
    {
        var values = new long[8];
        Assert.Equal(Example.Length, DeltaBinaryPacked.Decode<long>(Example, values));
        Assert.Equal([7, 5, 3, 1, 2, 3, 4, 5], values);
        var narrow = new int[8];
        DeltaBinaryPacked.Decode<int>(Example, narrow);
        Assert.Equal([7, 5, 3, 1, 2, 3, 4, 5], narrow);
    }

    [Fact]
    public void Any_integers_come_back_and_steady_ones_take_almost_nothing()
    {
        for (var length = 0; length <= 300; length += length < 140 ? 1 : 53)
        {
            for (var shift = 0; shift < 64; shift += 7)
            {
                AssertComesBack(Enumerable.Range(1, length).Select(i => unchecked((long)(0x9E3779B97F4A7C15UL * (ulong)i)) >> shift).ToArray());
                AssertComesBack(Enumerable.Range(1, length).Select(i => (int)(unchecked((long)(0x9E3779B97F4A7C15UL * (ulong)i)) >> shift)).ToArray());
            }
        }
        AssertComesBack([long.MaxValue, long.MinValue, 0, -1, long.MinValue, long.MaxValue]);
        AssertComesBack([int.MaxValue, int.MinValue, 0, -1, int.MinValue, int.MaxValue]);
        var output = new ArrayBufferWriter<byte>();
        DeltaBinaryPacked.Encode<long>(Enumerable.Range(0, 10_000).Select(i => (long)i * 1000).ToArray(), output);
        Assert.InRange(output.WrittenCount, 1, 600);
    }

    [Fact]
    public void Damage_ends_in_an_exception_or_in_numbers()
    {
        for (var length = 0; length < Example.Length; length++)
            Assert.Throws<ParquetException>(() => DeltaBinaryPacked.Decode(Example.AsSpan(0, length), new long[8].AsSpan()));
        for (var bit = 0; bit < Example.Length * 8; bit++)
        {
            var damaged = Example.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                DeltaBinaryPacked.Decode(damaged, new long[8].AsSpan());
            }
            catch (ParquetException)
            {
                // Refused: as good as numbers.
            }
        }
    }

    private static void AssertComesBack<T>(T[] values)
        where T : unmanaged, IBinaryInteger<T>
    {
        var output = new ArrayBufferWriter<byte>();
        DeltaBinaryPacked.Encode<T>(values, output);
        var decoded = new T[values.Length];
        Assert.Equal(output.WrittenCount, DeltaBinaryPacked.Decode(output.WrittenSpan, decoded.AsSpan()));
        Assert.Equal(values, decoded);
    }

    [Theory]
    [InlineData(new byte[] { 0x00, 0x04, 0x08, 0x00 })]
    [InlineData(new byte[] { 0x80, 0x01, 0x00, 0x08, 0x00 })]
    [InlineData(new byte[] { 0x80, 0x01, 0x03, 0x08, 0x00 })]
    [InlineData(new byte[] { 0x80, 0x80, 0x80, 0x80, 0x08, 0x01, 0x08, 0x00 })]
    public void Impossible_blocks_are_refused(byte[] source) =>
        Assert.Throws<ParquetException>(() => DeltaBinaryPacked.Decode(source, new long[8].AsSpan()));
}
