using System.Buffers;
using System.Numerics;

namespace Parquet.Encodings;

/// <summary>Whole numbers as differences of neighbours, packed in miniblocks of their own bit widths.</summary>
/// <remarks>Format: apache/parquet-format Encodings.md, "Delta encoding". Sums wrap, as the format asks.</remarks>
internal static class DeltaBinaryPacked
{
    private const int LargestBlock = 1 << 20;

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
