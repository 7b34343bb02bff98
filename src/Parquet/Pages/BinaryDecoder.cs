using Parquet.Encodings;
using Parquet.Meta;

namespace Parquet.Pages;

/// <summary>Decodes strings and byte arrays; a dictionary's value is one object however often it appears.</summary>
internal sealed class BinaryDecoder<T, TForm> : ValueDecoder<T>
    where T : class
    where TForm : IBinaryForm<T>
{
    protected override int LeastBits => 32;

    protected override void DecodePlain(ReadOnlySpan<byte> source, Span<T> values) => BinaryEncoding.DecodePlain<T, TForm>(source, values);

    protected override void DecodeOther(PageEncoding encoding, ReadOnlySpan<byte> source, Span<T> values)
    {
        if (encoding == PageEncoding.DeltaLengthByteArray) BinaryEncoding.DecodeDeltaLength<T, TForm>(source, values);
        else if (encoding == PageEncoding.DeltaByteArray) BinaryEncoding.DecodeDeltaPrefix<T, TForm>(source, values);
        else throw new ParquetException($"Text in encoding {encoding} is not supported.");
    }
}
