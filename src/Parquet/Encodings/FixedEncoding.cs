using System.Buffers;
using System.Runtime.InteropServices;
using Parquet.Meta;

namespace Parquet.Encodings;

/// <summary>Writes numbers and truth values in the encoding chosen for their column.</summary>
internal static class FixedEncoding
{
    /// <summary>The encoding that the hint asks for, plain where the column's type has none such.</summary>
    /// <remarks>Byte streams of integers are in the format too, but DuckDB refuses to read them.</remarks>
    public static PageEncoding Choose(EncodingHint hint, Type type) => hint switch
    {
        EncodingHint.ByteSplitStream when type == typeof(double) || type == typeof(float) => PageEncoding.ByteStreamSplit,
        EncodingHint.DeltaBinaryPacked when type == typeof(int) || type == typeof(long) => PageEncoding.DeltaBinaryPacked,
        _ => PageEncoding.Plain,
    };

    public static void Encode<T>(PageEncoding encoding, ReadOnlySpan<T> values, IBufferWriter<byte> output)
        where T : struct
    {
        if (encoding == PageEncoding.ByteStreamSplit) ByteStreamSplit.Encode(values, output);
        else if (encoding == PageEncoding.Plain) PlainEncoding.Encode(values, output);
        else if (typeof(T) == typeof(int)) DeltaBinaryPacked.Encode(MemoryMarshal.Cast<T, int>(values), output);
        else DeltaBinaryPacked.Encode(MemoryMarshal.Cast<T, long>(values), output);
    }
}
