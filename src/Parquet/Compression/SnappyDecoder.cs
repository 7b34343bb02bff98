using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Parquet.Encodings;

namespace Parquet.Compression;

/// <summary>Restores Snappy blocks from hostile bytes: no element reads or writes outside what is there.</summary>
internal static class SnappyDecoder
{
    public static void Decode(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        var position = 0;
        if (VarInt.Read(source, ref position) != (ulong)destination.Length) throw Damaged();
        var filled = 0;
        while (position < source.Length)
        {
            var tag = source[position++];
            if ((tag & 3) == 0) filled += CopyLiteral(source, ref position, tag >> 2, destination, filled);
            else filled += Repeat(source, ref position, tag, destination, filled);
        }
        if (filled != destination.Length) throw Damaged();
    }

    private static int CopyLiteral(ReadOnlySpan<byte> source, ref int position, int size, Span<byte> destination, int filled)
    {
        var length = size + 1;
        if (size < 16 && source.Length - position >= 16 && destination.Length - filled >= 16)
        {
            CopySixteen(ref MemoryMarshal.GetReference(source), position, ref MemoryMarshal.GetReference(destination), filled);
            position += length;
            return length;
        }
        if (size >= 60)
        {
            var bytes = size - 59;
            if (bytes > source.Length - position) throw Damaged();
            uint wide = 0;
            for (var i = 0; i < bytes; i++) wide |= (uint)source[position + i] << (8 * i);
            if (wide >= int.MaxValue) throw Damaged();
            length = (int)wide + 1;
            position += bytes;
        }
        if (length > source.Length - position || length > destination.Length - filled) throw Damaged();
        source.Slice(position, length).CopyTo(destination[filled..]);
        position += length;
        return length;
    }

    private static int Repeat(ReadOnlySpan<byte> source, ref int position, byte tag, Span<byte> destination, int filled)
    {
        var extra = (tag & 3) switch { 1 => 1, 2 => 2, _ => 4 };
        if (extra > source.Length - position) throw Damaged();
        uint offset = source[position];
        if (extra > 1) offset |= (uint)source[position + 1] << 8;
        if (extra > 2) offset |= ((uint)source[position + 2] << 16) | ((uint)source[position + 3] << 24);
        if (extra == 1) offset |= (uint)(tag >> 5) << 8;
        position += extra;
        var length = extra == 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1;
        if (offset == 0 || offset > (uint)filled || length > destination.Length - filled) throw Damaged();
        CopyWithin(destination, filled, (int)offset, length);
        return length;
    }

    /// <summary>A copy may overlap what it writes: then it repeats the last bytes as a pattern.</summary>
    private static void CopyWithin(Span<byte> destination, int filled, int offset, int length)
    {
        if (length <= 16 && offset >= 16 && destination.Length - filled >= 16)
        {
            ref var start = ref MemoryMarshal.GetReference(destination);
            CopySixteen(ref start, filled - offset, ref start, filled);
            return;
        }
        while (length > 0)
        {
            var part = Math.Min(length, offset);
            destination.Slice(filled - offset, part).CopyTo(destination[filled..]);
            filled += part;
            length -= part;
            offset += part;
        }
    }

    private static void CopySixteen(ref byte source, int from, ref byte destination, int to) =>
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref destination, to), Unsafe.ReadUnaligned<Vector128<byte>>(ref Unsafe.Add(ref source, from)));

    private static ParquetException Damaged() => new("A page's Snappy bytes are damaged.");
}
