using System.Buffers;
using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using Parquet;
using Parquet.Compression;

namespace Pipelines.Parquet.Tests.Compression;

public sealed class SnappyTests
{
    /// <summary>Bytes that repeat near and far, and bytes that do not.</summary>
    private static readonly Gen<byte[]> Inputs =
        from parts in Gen.ArrayOf(
            from length in Gen.Elements(0, 1, 4, 5, 15, 16, 17, 60, 61, 64, 65, 68, 256, 300, 3000, 70_000)
            from kind in Gen.Choose(0, 3)
            from seed in Gen.Choose(0, int.MaxValue - 1)
            select Part(length, kind, seed), 4)
        select parts.SelectMany(part => part).ToArray();

    [Fact]
    public void Any_bytes_come_back() =>
        Prop.ForAll(Inputs.ToArbitrary(), input =>
        {
            var output = new byte[input.Length];
            SnappyDecoder.Decode(Encode(input), output);
            return input.AsSpan().SequenceEqual(output);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void Repetition_is_found_and_noise_costs_little()
    {
        Assert.InRange(Encode(new byte[1 << 16]).Length, 1, 3200);
        Assert.InRange(Encode(Part(1 << 16, 3, 1)).Length, 1 << 16, (1 << 16) + 64);
        // Of eight bytes five repeat: a literal of three with its tag and a copy make six or seven.
        Assert.InRange(Encode(Part(60_000, 2, 1)).Length, 1, 60_000 * 7 / 8);
    }

    [Fact]
    public void The_same_bytes_always_give_the_same_bytes()
    {
        // Pinned: a change of the encoder changes every file, so it must be deliberate.
        var encoded = Encode([.. Part(500, 1, 3), .. Part(500, 2, 4), .. Part(100, 3, 5)]);
        Assert.Equal("A99DDC1D", Convert.ToHexString(SHA256.HashData(encoded))[..8]);
    }

    [Fact]
    public void Elements_written_by_hand_decode()
    {
        // Length 11, literal "abcd", copy of 4 from 4 back (one byte of offset), copy of 3 from 1 back (two bytes of offset).
        var output = new byte[11];
        SnappyDecoder.Decode([11, 3 << 2, (byte)'a', (byte)'b', (byte)'c', (byte)'d', 1, 4, (2 << 2) | 2, 1, 0], output);
        Assert.Equal("abcdabcdddd"u8.ToArray(), output);
    }

    [Fact]
    public void Damaged_bytes_end_in_an_exception_or_in_bytes()
    {
        var encoded = Encode([.. Part(200, 1, 1), .. Part(200, 2, 2)]);
        var output = new byte[400];
        for (var length = 0; length < encoded.Length; length++)
            Assert.Throws<ParquetException>(() => SnappyDecoder.Decode(encoded.AsSpan(0, length), output));
        for (var position = 0; position < encoded.Length; position++)
        {
            for (var value = 0; value < 256; value++)
            {
                var damaged = encoded.ToArray();
                damaged[position] = (byte)value;
                try
                {
                    SnappyDecoder.Decode(damaged, output);
                }
                catch (ParquetException)
                {
                    // Refused: as good as bytes, which a checksum then judges.
                }
            }
        }
    }

    private static byte[] Encode(byte[] input)
    {
        var output = new ArrayBufferWriter<byte>();
        new SnappyEncoder().Encode(input, output);
        return output.WrittenSpan.ToArray();
    }

    private static byte[] Part(int length, int kind, int seed)
    {
        var bytes = new byte[length];
        uint state = (uint)seed | 1;
        for (var i = 0; i < length; i++)
        {
            state = (state * 1664525) + 1013904223;
            bytes[i] = kind switch
            {
                0 => (byte)seed,
                1 => (byte)(i % 7),
                2 => i % 8 < 5 ? (byte)(i / 200) : (byte)(state >> 24),
                _ => (byte)(state >> 24),
            };
        }
        return bytes;
    }
}
