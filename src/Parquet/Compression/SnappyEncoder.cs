using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Parquet.Encodings;

namespace Parquet.Compression;

/// <summary>Finds repetitions within blocks of 64 KiB through a table of recent four-byte words.</summary>
/// <remarks>
/// Format: google/snappy format_description.txt. Greedy matching that looks less often the longer nothing matches, as in the
/// reference, so that incompressible data costs little. The same input always gives the same bytes.
/// </remarks>
internal sealed class SnappyEncoder
{
    private const int BlockSize = 1 << 16;
    private const int TableBits = 14;

    /// <summary>So many bytes before the end of a block searching stops: loads of eight bytes stay inside.</summary>
    private const int Margin = 15;

    private readonly ushort[] _table = new ushort[1 << TableBits];

    public void Encode(ReadOnlySpan<byte> source, IBufferWriter<byte> output)
    {
        VarInt.Write(output, (ulong)source.Length);
        while (!source.IsEmpty)
        {
            var block = source[..Math.Min(source.Length, BlockSize)];
            var destination = output.GetSpan(BlockSize + (BlockSize / 6) + 32);
            output.Advance(EncodeBlock(block, destination));
            source = source[block.Length..];
        }
    }

    private int EncodeBlock(ReadOnlySpan<byte> block, Span<byte> destination)
    {
        var written = 0;
        var unwritten = 0;
        if (block.Length > Margin + 1)
        {
            Array.Clear(_table);
            var last = block.Length - Margin;
            var position = FindMatch(block, 1, last, out var candidate);
            while (position >= 0)
            {
                written += WriteLiteral(block[unwritten..position], destination[written..]);
                position = WriteMatches(block, position, candidate, last, destination, ref written);
                unwritten = position;
                position = FindMatch(block, position, last, out candidate);
            }
        }
        return unwritten == block.Length ? written : written + WriteLiteral(block[unwritten..], destination[written..]);
    }

    /// <summary>The next position whose four bytes stood at <paramref name="candidate"/> before; −1 where there is none.</summary>
    private int FindMatch(ReadOnlySpan<byte> block, int position, int last, out int candidate)
    {
        ref var start = ref MemoryMarshal.GetReference(block);
        ref var table = ref MemoryMarshal.GetArrayDataReference(_table);
        for (var tries = 32; position < last; position += tries++ >> 5)
        {
            var word = Load32(ref start, position);
            ref var entry = ref Unsafe.Add(ref table, Hash(word));
            candidate = entry;
            entry = (ushort)position;
            if (Load32(ref start, candidate) == word && candidate < position) return position;
        }
        candidate = 0;
        return -1;
    }

    /// <summary>Writes the match and those that follow it without a gap; returns where they end.</summary>
    private int WriteMatches(ReadOnlySpan<byte> block, int position, int candidate, int last, Span<byte> destination, ref int written)
    {
        ref var start = ref MemoryMarshal.GetReference(block);
        ref var table = ref MemoryMarshal.GetArrayDataReference(_table);
        while (true)
        {
            var length = 4 + CommonLength(block, position + 4, candidate + 4);
            written += WriteCopy(position - candidate, length, destination[written..]);
            position += length;
            if (position >= last) return position;
            Unsafe.Add(ref table, Hash(Load32(ref start, position - 1))) = (ushort)(position - 1);
            var word = Load32(ref start, position);
            ref var entry = ref Unsafe.Add(ref table, Hash(word));
            candidate = entry;
            entry = (ushort)position;
            if (Load32(ref start, candidate) != word || candidate >= position) return position;
        }
    }

    private static int CommonLength(ReadOnlySpan<byte> block, int position, int candidate)
    {
        ref var start = ref MemoryMarshal.GetReference(block);
        var from = position;
        for (; position <= block.Length - 8; position += 8, candidate += 8)
        {
            var difference = Load64(ref start, position) ^ Load64(ref start, candidate);
            if (difference != 0) return position - from + (BitOperations.TrailingZeroCount(difference) >> 3);
        }
        while (position < block.Length && block[position] == block[candidate]) (position, candidate) = (position + 1, candidate + 1);
        return position - from;
    }

    private static int WriteLiteral(ReadOnlySpan<byte> literal, Span<byte> destination)
    {
        if (literal.IsEmpty) return 0;
        var size = literal.Length - 1;
        var header = size < 60 ? 1 : size < 256 ? 2 : 3;
        destination[0] = (byte)(header == 1 ? size << 2 : (58 + header) << 2);
        if (header > 1) destination[1] = (byte)size;
        if (header > 2) destination[2] = (byte)(size >> 8);
        literal.CopyTo(destination[header..]);
        return header + literal.Length;
    }

    /// <summary>Copies of at most 64 bytes each; the last has at least four, the least that its short form can say.</summary>
    private static int WriteCopy(int offset, int length, Span<byte> destination)
    {
        var written = 0;
        while (length > 67) written += WriteLongCopy(offset, 64, ref length, destination[written..]);
        if (length > 64) written += WriteLongCopy(offset, 60, ref length, destination[written..]);
        if (length >= 12 || offset >= 2048) return written + WriteLongCopy(offset, length, ref length, destination[written..]);
        destination[written] = (byte)(((offset >> 8) << 5) | ((length - 4) << 2) | 1);
        destination[written + 1] = (byte)offset;
        return written + 2;
    }

    private static int WriteLongCopy(int offset, int part, ref int length, Span<byte> destination)
    {
        destination[0] = (byte)(((part - 1) << 2) | 2);
        destination[1] = (byte)offset;
        destination[2] = (byte)(offset >> 8);
        length -= part;
        return 3;
    }

    private static int Hash(uint word) => (int)((word * 0x1E35A7BDu) >> (32 - TableBits));

    private static uint Load32(ref byte start, int position) => Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref start, position));

    private static ulong Load64(ref byte start, int position) => Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, position));
}
