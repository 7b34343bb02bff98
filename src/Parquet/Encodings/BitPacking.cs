using System.Buffers.Binary;
using System.Numerics;

namespace Parquet.Encodings;

/// <summary>Numbers of a fixed bit width laid end to end, least significant bit first.</summary>
internal static class BitPacking
{
    /// <summary>Fills <paramref name="destination"/>, zero beyond the last value. Widths up to 64.</summary>
    public static void Pack<T>(ReadOnlySpan<T> values, int bitWidth, Span<byte> destination)
        where T : unmanaged, IBinaryInteger<T>
    {
        ulong pending = 0;
        var bits = 0;
        var position = 0;
        var low = Math.Min(bitWidth, 32);
        foreach (var value in values)
        {
            var wide = ulong.CreateTruncating(value);
            Append(wide & ((1UL << low) - 1), low, ref pending, ref bits, destination, ref position);
            if (bitWidth > 32) Append(wide >> 32, bitWidth - 32, ref pending, ref bits, destination, ref position);
        }
        for (; position < destination.Length; position++, pending >>= 8) destination[position] = (byte)pending;
    }

    /// <summary>Widths up to 64; <paramref name="source"/> must hold all bits of the values asked for.</summary>
    public static void Unpack<T>(ReadOnlySpan<byte> source, int bitWidth, Span<T> values)
        where T : unmanaged, IBinaryInteger<T>
    {
        var mask = bitWidth == 64 ? ulong.MaxValue : (1UL << bitWidth) - 1;
        var index = 0;
        long bit = 0;
        if (bitWidth <= 56)
        {
            for (; index < values.Length && (bit >> 3) + 8 <= source.Length; index++, bit += bitWidth)
                values[index] = T.CreateTruncating((BinaryPrimitives.ReadUInt64LittleEndian(source[(int)(bit >> 3)..]) >> (int)(bit & 7)) & mask);
        }
        for (; index < values.Length; index++, bit += bitWidth)
            values[index] = T.CreateTruncating(Gather(source, bit, bitWidth) & mask);
    }

    /// <summary>At most 32 bits, after fewer than 32 that are pending.</summary>
    private static void Append(ulong value, int width, ref ulong pending, ref int bits, Span<byte> destination, ref int position)
    {
        pending |= value << bits;
        bits += width;
        if (bits < 32) return;
        BinaryPrimitives.WriteUInt32LittleEndian(destination[position..], (uint)pending);
        position += 4;
        pending >>= 32;
        bits -= 32;
    }

    /// <summary>One value near the end of the source or wider than a single load.</summary>
    private static ulong Gather(ReadOnlySpan<byte> source, long bit, int bitWidth)
    {
        ulong value = 0;
        var shift = -(int)(bit & 7);
        for (var position = (int)(bit >> 3); shift < bitWidth; position++, shift += 8)
            value |= shift < 0 ? (ulong)source[position] >> -shift : (ulong)source[position] << shift;
        return value;
    }
}
