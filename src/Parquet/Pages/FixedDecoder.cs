using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Parquet.Encodings;
using Parquet.Meta;

namespace Parquet.Pages;

/// <summary>Decodes numbers and truth values.</summary>
internal sealed class FixedDecoder<T> : ValueDecoder<T>
    where T : struct
{
    protected override int LeastBits => typeof(T) == typeof(bool) ? 1 : 8 * Unsafe.SizeOf<T>();

    protected override void DecodePlain(ReadOnlySpan<byte> source, Span<T> values) => PlainEncoding.Decode(source, values);

    protected override void DecodeOther(PageEncoding encoding, ReadOnlySpan<byte> source, Span<T> values)
    {
        var delta = encoding == PageEncoding.DeltaBinaryPacked;
        if (delta && typeof(T) == typeof(int)) DeltaBinaryPacked.Decode(source, MemoryMarshal.Cast<T, int>(values));
        else if (delta && typeof(T) == typeof(long)) DeltaBinaryPacked.Decode(source, MemoryMarshal.Cast<T, long>(values));
        else if (encoding == PageEncoding.ByteStreamSplit && typeof(T) != typeof(bool)) ByteStreamSplit.Decode(source, values);
        else if (encoding == PageEncoding.Rle && typeof(T) == typeof(bool)) DecodeRuns(source, MemoryMarshal.AsBytes(values));
        else throw new ParquetException($"Values of type {typeof(T).Name} in encoding {encoding} are not supported.");
    }

    /// <summary>Truth values as runs, after four bytes of length.</summary>
    private static void DecodeRuns(ReadOnlySpan<byte> source, Span<byte> values)
    {
        var length = source.Length >= 4 ? BinaryPrimitives.ReadInt32LittleEndian(source) : -1;
        if (length < 0 || length > source.Length - 4) throw new ParquetException("A page's runs are longer than the page.");
        RleHybrid.Decode(source.Slice(4, length), 1, values);
    }
}
