using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Parquet.Encodings;

/// <summary>The first bytes of all numbers, then all second bytes, and so on: similar bytes lie together for the compressor.</summary>
internal static class ByteStreamSplit
{
    public static void Encode<T>(ReadOnlySpan<T> values, IBufferWriter<byte> output)
        where T : struct
    {
        var bytes = MemoryMarshal.AsBytes(values);
        var destination = output.GetSpan(bytes.Length);
        var width = Unsafe.SizeOf<T>();
        for (var stream = 0; stream < width; stream++)
        {
            for (var i = 0; i < values.Length; i++) destination[(stream * values.Length) + i] = bytes[(i * width) + stream];
        }
        output.Advance(bytes.Length);
    }

    /// <exception cref="ParquetException">The source is not exactly as long as the values.</exception>
    public static void Decode<T>(ReadOnlySpan<byte> source, Span<T> values)
        where T : struct
    {
        var destination = MemoryMarshal.AsBytes(values);
        if (source.Length != destination.Length)
            throw new ParquetException($"A page holds {source.Length} bytes for {values.Length} values that take {destination.Length}.");
        var width = Unsafe.SizeOf<T>();
        for (var stream = 0; stream < width; stream++)
        {
            for (var i = 0; i < values.Length; i++) destination[(i * width) + stream] = source[(stream * values.Length) + i];
        }
    }
}
