using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Parquet.Encodings;

/// <summary>Whole numbers as differences of neighbours, packed in miniblocks of their own bit widths.</summary>
/// <remarks>Format: apache/parquet-format Encodings.md, "Delta encoding". Sums wrap, as the format asks.</remarks>
internal static class DeltaBinaryPacked
{
    private const int LargestBlock = 1 << 20;
    private const int OwnBlock = 128;
    private const int OwnMiniblock = 32;

    /// <summary>Blocks of 128 differences in miniblocks of 32.</summary>
    public static void Encode<T>(ReadOnlySpan<T> values, IBufferWriter<byte> output)
        where T : unmanaged, IBinaryInteger<T>
    {
        VarInt.Write(output, OwnBlock);
        VarInt.Write(output, OwnBlock / OwnMiniblock);
        VarInt.Write(output, (ulong)values.Length);
        VarInt.WriteZigZag(output, values.IsEmpty ? 0 : long.CreateTruncating(values[0]));
        Span<T> deltas = stackalloc T[OwnBlock];
        for (var start = 1; start < values.Length; start += OwnBlock)
        {
            var count = Math.Min(OwnBlock, values.Length - start);
            for (var i = 0; i < count; i++) deltas[i] = unchecked(values[start + i] - values[start + i - 1]);
            EncodeBlock(deltas[..count], output);
        }
    }

    /// <summary>Fills <paramref name="values"/> and returns the bytes used, since lengths of strings are followed by the strings.</summary>
    public static int Decode<T>(ReadOnlySpan<byte> source, Span<T> values)
        where T : unmanaged, IBinaryInteger<T>
    {
        var position = 0;
        var blockSize = VarInt.Read(source, ref position);
        var miniblocks = VarInt.Read(source, ref position);
        var count = VarInt.Read(source, ref position);
        var value = VarInt.ReadZigZag(source, ref position);
        if (blockSize is 0 or > LargestBlock || miniblocks is 0 || blockSize % miniblocks != 0 || blockSize / miniblocks % 8 != 0)
            throw new ParquetException($"A delta page has blocks of {blockSize} values in {miniblocks} miniblocks.");
        if (count != (ulong)values.Length) throw new ParquetException($"A delta page holds {count} values where {values.Length} are expected.");
        if (values.IsEmpty) return position;
        values[0] = T.CreateTruncating(value);
        var scratch = ArrayPool<long>.Shared.Rent((int)(blockSize / miniblocks));
        try
        {
            var deltas = scratch.AsSpan(0, (int)(blockSize / miniblocks));
            for (var filled = 1; filled < values.Length;)
                filled += DecodeBlock(source, ref position, (int)miniblocks, deltas, ref value, values[filled..]);
        }
        finally
        {
            ArrayPool<long>.Shared.Return(scratch);
        }
        return position;
    }

    private static void EncodeBlock<T>(ReadOnlySpan<T> deltas, IBufferWriter<byte> output)
        where T : unmanaged, IBinaryInteger<T>
    {
        var least = deltas[0];
        foreach (var delta in deltas) least = T.Min(least, delta);
        VarInt.WriteZigZag(output, long.CreateTruncating(least));
        // Above the least, differences are read as unsigned numbers of the type's own width.
        var mask = Unsafe.SizeOf<T>() == 8 ? ulong.MaxValue : uint.MaxValue;
        Span<ulong> above = stackalloc ulong[OwnBlock];
        above.Clear();
        for (var i = 0; i < deltas.Length; i++) above[i] = ulong.CreateTruncating(unchecked(deltas[i] - least)) & mask;
        Span<byte> widths = stackalloc byte[OwnBlock / OwnMiniblock];
        for (var i = 0; i < widths.Length; i++)
        {
            ulong union = 0;
            foreach (var value in above.Slice(i * OwnMiniblock, OwnMiniblock)) union |= value;
            widths[i] = (byte)(64 - BitOperations.LeadingZeroCount(union));
        }
        output.Write(widths);
        for (var i = 0; i * OwnMiniblock < deltas.Length; i++)
        {
            var bytes = widths[i] * OwnMiniblock / 8;
            BitPacking.Pack<ulong>(above.Slice(i * OwnMiniblock, OwnMiniblock), widths[i], output.GetSpan(bytes)[..bytes]);
            output.Advance(bytes);
        }
    }

    private static int DecodeBlock<T>(
        ReadOnlySpan<byte> source, ref int position, int miniblocks, Span<long> deltas, ref long value, Span<T> values)
        where T : unmanaged, IBinaryInteger<T>
    {
        var least = VarInt.ReadZigZag(source, ref position);
        if (miniblocks > source.Length - position) throw new ParquetException("A delta page ends too early.");
        var widths = source.Slice(position, miniblocks);
        position += miniblocks;
        var filled = 0;
        foreach (var width in widths)
        {
            if (filled == values.Length) break;
            var bytes = deltas.Length / 8 * width;
            if (width > 64 || bytes > source.Length - position) throw new ParquetException("A delta page ends too early or packs more than 64 bits.");
            BitPacking.Unpack(source.Slice(position, bytes), width, deltas);
            position += bytes;
            foreach (var delta in deltas[..Math.Min(deltas.Length, values.Length - filled)])
            {
                value = unchecked(value + least + delta);
                values[filled++] = T.CreateTruncating(value);
            }
        }
        return filled;
    }
}
