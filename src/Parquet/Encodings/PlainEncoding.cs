using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Parquet.Encodings;

/// <summary>Numbers as little-endian bytes one after another, truth values as bits.</summary>
internal static class PlainEncoding
{
    static PlainEncoding()
    {
        if (!BitConverter.IsLittleEndian) throw new PlatformNotSupportedException("Parquet numbers are little-endian; this machine is not.");
    }

    /// <summary>Bytes of that many values.</summary>
    public static long SizeOf<T>(long count)
        where T : struct => typeof(T) == typeof(bool) ? (count + 7) / 8 : count * Unsafe.SizeOf<T>();

    public static void Encode<T>(ReadOnlySpan<T> values, IBufferWriter<byte> output)
        where T : struct
    {
        if (typeof(T) != typeof(bool))
        {
            output.Write(MemoryMarshal.AsBytes(values));
            return;
        }
        var bytes = (int)SizeOf<T>(values.Length);
        BitPacking.Pack(MemoryMarshal.AsBytes(values), 1, output.GetSpan(bytes)[..bytes]);
        output.Advance(bytes);
    }

    /// <exception cref="ParquetException">The source is not exactly as long as the values.</exception>
    public static void Decode<T>(ReadOnlySpan<byte> source, Span<T> values)
        where T : struct
    {
        if (source.Length != SizeOf<T>(values.Length))
            throw new ParquetException($"A page holds {source.Length} bytes for {values.Length} values that take {SizeOf<T>(values.Length)}.");
        if (typeof(T) == typeof(bool)) BitPacking.Unpack(source, 1, MemoryMarshal.AsBytes(values));
        else source.CopyTo(MemoryMarshal.AsBytes(values));
    }
}
