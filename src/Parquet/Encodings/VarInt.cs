using System.Buffers;

namespace Parquet.Encodings;

/// <summary>Unsigned numbers in groups of seven bits, least first (ULEB128).</summary>
internal static class VarInt
{
    public static void Write(IBufferWriter<byte> output, ulong value)
    {
        var span = output.GetSpan(10);
        var length = 0;
        for (; value >= 0x80; value >>= 7) span[length++] = (byte)(value | 0x80);
        span[length++] = (byte)value;
        output.Advance(length);
    }

    public static ulong Read(ReadOnlySpan<byte> source, ref int position)
    {
        ulong value = 0;
        for (var shift = 0; shift < 64 && position < source.Length; shift += 7)
        {
            var part = source[position++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80) return value;
        }
        throw new ParquetException("A page ends within a number, or the number has more than 64 bits.");
    }

    public static void WriteZigZag(IBufferWriter<byte> output, long value) => Write(output, (ulong)((value << 1) ^ (value >> 63)));

    /// <summary>A signed number stored as 0, −1, 1, −2, ...</summary>
    public static long ReadZigZag(ReadOnlySpan<byte> source, ref int position)
    {
        var raw = Read(source, ref position);
        return (long)(raw >> 1) ^ -(long)(raw & 1);
    }
}
