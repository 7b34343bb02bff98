using System.Runtime.InteropServices;

namespace Parquet.Integrity;

/// <summary>CRC-32 of ISO 3309 (reflected polynomial 0xEDB88320), the one that gzip and Parquet pages use.</summary>
/// <remarks>Sixteen bytes a step through sixteen tables (Kounavis and Berry 2008, "slicing").</remarks>
internal static class Crc32
{
    private const int Slices = 16;

    private static readonly uint[] Tables = BuildTables();

    public static uint Of(ReadOnlySpan<byte> data) => Append(0, data);

    /// <summary>Checksum of the earlier bytes followed by <paramref name="data"/>; 0 stands for no earlier bytes.</summary>
    public static uint Append(uint checksum, ReadOnlySpan<byte> data)
    {
        var crc = ~checksum;
        var words = MemoryMarshal.Cast<byte, ulong>(data);
        var tables = Tables;
        for (var i = 0; i + 1 < words.Length; i += 2)
            crc = Fold(tables, words[i] ^ crc, 8) ^ Fold(tables, words[i + 1], 0);
        foreach (var value in data[(words.Length / 2 * 16)..])
            crc = (crc >> 8) ^ tables[(byte)(crc ^ value)];
        return ~crc;
    }

    /// <summary>Eight bytes, the last of which has <paramref name="following"/> bytes after it in the same step.</summary>
    private static uint Fold(uint[] tables, ulong word, int following)
    {
        var low = (uint)word;
        var high = (uint)(word >> 32);
        var t = tables.AsSpan(following * 256, 8 * 256);
        return t[(7 * 256) + (int)(low & 0xFF)] ^ t[(6 * 256) + (int)((low >> 8) & 0xFF)]
            ^ t[(5 * 256) + (int)((low >> 16) & 0xFF)] ^ t[(4 * 256) + (int)(low >> 24)]
            ^ t[(3 * 256) + (int)(high & 0xFF)] ^ t[(2 * 256) + (int)((high >> 8) & 0xFF)]
            ^ t[256 + (int)((high >> 16) & 0xFF)] ^ t[(int)(high >> 24)];
    }

    private static uint[] BuildTables()
    {
        var tables = new uint[Slices * 256];
        for (var i = 0; i < 256; i++)
        {
            var crc = (uint)i;
            for (var bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320u);
            tables[i] = crc;
        }
        for (var i = 256; i < tables.Length; i++)
        {
            var previous = tables[i - 256];
            tables[i] = (previous >> 8) ^ tables[(byte)previous];
        }
        return tables;
    }
}
