using System.Buffers;
using System.Numerics;

namespace Parquet.Encodings;

/// <summary>Small whole numbers as runs of one value and bit-packed groups of eight: definition levels and dictionary indices.</summary>
/// <remarks>Format: apache/parquet-format Encodings.md, "RLE / bit-packing hybrid", without its length prefix.</remarks>
internal static class RleHybrid
{
    /// <summary>Bits that the values 0 to <paramref name="greatest"/> take.</summary>
    public static int BitWidth(int greatest) => 32 - BitOperations.LeadingZeroCount((uint)greatest);

    public static void Encode<T>(ReadOnlySpan<T> values, int bitWidth, IBufferWriter<byte> output)
        where T : unmanaged, IBinaryInteger<T>
    {
        var start = 0;
        while (start < values.Length)
        {
            var run = RunLength(values[start..]);
            if (run >= 8)
            {
                WriteRun(values[start], run, bitWidth, output);
                start += run;
                continue;
            }
            var end = start;
            do end = Math.Min(end + 8, values.Length);
            while (values.Length - end >= 8 && !IsUniform(values.Slice(end, 8)));
            WritePacked(values[start..end], bitWidth, output);
            start = end;
        }
    }

    /// <summary>Fills <paramref name="values"/>; the last packed group may hold padding beyond them.</summary>
    public static void Decode<T>(ReadOnlySpan<byte> source, int bitWidth, Span<T> values)
        where T : unmanaged, IBinaryInteger<T>
    {
        var position = 0;
        var filled = 0;
        while (filled < values.Length)
        {
            var header = VarInt.Read(source, ref position);
            if ((header & 1) == 1) filled += ReadPacked(source, ref position, header >> 1, bitWidth, values[filled..]);
            else filled += ReadRun(source, ref position, header >> 1, bitWidth, values[filled..]);
        }
    }

    private static bool IsUniform<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryInteger<T> => RunLength(values) == values.Length;

    private static int RunLength<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryInteger<T>
    {
        var end = values.IndexOfAnyExcept(values[0]);
        return end < 0 ? values.Length : end;
    }

    private static void WriteRun<T>(T value, int count, int bitWidth, IBufferWriter<byte> output)
        where T : unmanaged, IBinaryInteger<T>
    {
        VarInt.Write(output, (ulong)count << 1);
        var bytes = (bitWidth + 7) / 8;
        var span = output.GetSpan(8);
        for (var i = 0; i < bytes; i++) span[i] = byte.CreateTruncating(value >> (8 * i));
        output.Advance(bytes);
    }

    private static void WritePacked<T>(ReadOnlySpan<T> values, int bitWidth, IBufferWriter<byte> output)
        where T : unmanaged, IBinaryInteger<T>
    {
        var groups = (values.Length + 7) / 8;
        VarInt.Write(output, ((ulong)groups << 1) | 1);
        var bytes = groups * bitWidth;
        var span = output.GetSpan(bytes)[..bytes];
        BitPacking.Pack(values, bitWidth, span);
        output.Advance(bytes);
    }

    private static int ReadPacked<T>(ReadOnlySpan<byte> source, ref int position, ulong groups, int bitWidth, Span<T> values)
        where T : unmanaged, IBinaryInteger<T>
    {
        var count = (int)Math.Min(groups * 8, (ulong)values.Length);
        var needed = (((long)count * bitWidth) + 7) / 8;
        if (groups > int.MaxValue || needed > source.Length - position) throw new ParquetException("A bit-packed run ends too early.");
        BitPacking.Unpack(source[position..], bitWidth, values[..count]);
        position += (int)Math.Min((long)groups * bitWidth, source.Length - position);
        return count;
    }

    private static int ReadRun<T>(ReadOnlySpan<byte> source, ref int position, ulong count, int bitWidth, Span<T> values)
        where T : unmanaged, IBinaryInteger<T>
    {
        var bytes = (bitWidth + 7) / 8;
        if (count > (ulong)values.Length) throw new ParquetException($"A run of {count} values stands where {values.Length} are left.");
        if (bytes > source.Length - position) throw new ParquetException("A run ends too early.");
        ulong value = 0;
        for (var i = 0; i < bytes; i++) value |= (ulong)source[position + i] << (8 * i);
        if (bitWidth < 64 && value >> bitWidth != 0) throw new ParquetException($"A run repeats {value}, which takes more than {bitWidth} bits.");
        values[..(int)count].Fill(T.CreateTruncating(value));
        position += bytes;
        return (int)count;
    }
}
