using Parquet.Integrity;

namespace Pipelines.Parquet.Tests.Integrity;

public sealed class Crc32Tests
{
    [Fact]
    public void The_published_check_value() => Assert.Equal(0xCBF43926u, Crc32.Of("123456789"u8));

    [Fact]
    public void Equals_one_bit_at_a_time_for_every_length_and_split()
    {
        var bytes = Enumerable.Range(0, 100).Select(i => (byte)(i * 73)).ToArray();
        for (var length = 0; length <= bytes.Length; length++)
        {
            Assert.Equal(BitByBit(bytes.AsSpan(0, length)), Crc32.Of(bytes.AsSpan(0, length)));
            Assert.Equal(Crc32.Of(bytes), Crc32.Append(Crc32.Of(bytes.AsSpan(0, length)), bytes.AsSpan(length)));
        }
    }

    private static uint BitByBit(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 1 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }
        return ~crc;
    }
}
