using System.Buffers;
using System.Buffers.Binary;

namespace Parquet.Encodings;

/// <summary>The three layouts of values of variable length.</summary>
internal static class BinaryEncoding
{
    /// <summary>Four bytes of length, then the value; returns the value's bytes, valid until the next write.</summary>
    public static ReadOnlySpan<byte> EncodePlain<T, TForm>(T value, IBufferWriter<byte> output)
        where T : class
        where TForm : IBinaryForm<T>
    {
        var size = TForm.SizeOf(value);
        var span = output.GetSpan(4 + size);
        BinaryPrimitives.WriteInt32LittleEndian(span, size);
        var bytes = span.Slice(4, size);
        TForm.Write(value, bytes);
        output.Advance(4 + size);
        return bytes;
    }

    public static void DecodePlain<T, TForm>(ReadOnlySpan<byte> source, Span<T> values)
        where T : class
        where TForm : IBinaryForm<T>
    {
        foreach (ref var value in values)
        {
            var length = source.Length >= 4 ? BinaryPrimitives.ReadInt32LittleEndian(source) : -1;
            if (length < 0 || length > source.Length - 4) throw EndsEarly();
            value = TForm.Read(source.Slice(4, length));
            source = source[(4 + length)..];
        }
        if (!source.IsEmpty) throw new ParquetException($"A page holds {source.Length} bytes beyond its last value.");
    }

    /// <summary>All lengths, then all values end to end.</summary>
    public static void DecodeDeltaLength<T, TForm>(ReadOnlySpan<byte> source, Span<T> values)
        where T : class
        where TForm : IBinaryForm<T>
    {
        var lengths = new int[values.Length];
        var position = DeltaBinaryPacked.Decode<int>(source, lengths);
        for (var i = 0; i < lengths.Length; i++) values[i] = TForm.Read(Take(source, ref position, lengths[i]));
    }

    /// <summary>Lengths of the prefix shared with the value before, then the remaining suffixes by their lengths.</summary>
    public static void DecodeDeltaPrefix<T, TForm>(ReadOnlySpan<byte> source, Span<T> values)
        where T : class
        where TForm : IBinaryForm<T>
    {
        var prefixes = new int[values.Length];
        var lengths = new int[values.Length];
        var position = DeltaBinaryPacked.Decode<int>(source, prefixes);
        position += DeltaBinaryPacked.Decode<int>(source[position..], lengths);
        var current = Array.Empty<byte>();
        var previousLength = 0;
        for (var i = 0; i < lengths.Length; i++)
        {
            var suffix = Take(source, ref position, lengths[i]);
            if (prefixes[i] < 0 || prefixes[i] > previousLength) throw new ParquetException("A value shares more than the value before it has.");
            previousLength = checked(prefixes[i] + suffix.Length);
            if (previousLength > current.Length) Array.Resize(ref current, previousLength);
            suffix.CopyTo(current.AsSpan(prefixes[i]));
            values[i] = TForm.Read(current.AsSpan(0, previousLength));
        }
    }

    private static ReadOnlySpan<byte> Take(ReadOnlySpan<byte> source, ref int position, int length)
    {
        if (length < 0 || length > source.Length - position) throw EndsEarly();
        position += length;
        return source.Slice(position - length, length);
    }

    private static ParquetException EndsEarly() => new("A page ends within a value.");
}
