using System.Buffers;
using Parquet.Encodings;
using Parquet.Meta;

namespace Parquet.Pages;

/// <summary>Decodes the present values of a column's pages, remembering its dictionary.</summary>
internal abstract class ValueDecoder<T>
{
    private T[]? _dictionary;

    /// <summary>Fewest bytes that one plain value takes, in eighths: a dictionary cannot claim more values than fit.</summary>
    protected abstract int LeastBits { get; }

    public void SetDictionary(PageHeader header, ReadOnlySpan<byte> body)
    {
        if (_dictionary is not null) throw new ParquetException("A column chunk has two dictionaries.");
        if (header.Encoding is not (PageEncoding.Plain or PageEncoding.PlainDictionary))
            throw new ParquetException($"A dictionary in encoding {header.Encoding} is not supported.");
        if ((long)header.NumValues * LeastBits > ((long)body.Length * 8) + 7)
            throw new ParquetException("A dictionary claims more values than it has bytes for.");
        _dictionary = new T[header.NumValues];
        DecodePlain(body, _dictionary);
    }

    public void Decode(PageEncoding encoding, ReadOnlySpan<byte> source, Span<T> values)
    {
        if (encoding == PageEncoding.Plain) DecodePlain(source, values);
        else if (encoding is PageEncoding.RleDictionary or PageEncoding.PlainDictionary) DecodeIndices(source, values);
        else DecodeOther(encoding, source, values);
    }

    protected abstract void DecodePlain(ReadOnlySpan<byte> source, Span<T> values);

    protected abstract void DecodeOther(PageEncoding encoding, ReadOnlySpan<byte> source, Span<T> values);

    private void DecodeIndices(ReadOnlySpan<byte> source, Span<T> values)
    {
        if (values.IsEmpty) return;
        var dictionary = _dictionary ?? throw new ParquetException("A page refers to a dictionary that the column chunk does not have.");
        if (source.IsEmpty || source[0] > 32) throw new ParquetException("A page's dictionary positions have no valid width.");
        var indices = ArrayPool<int>.Shared.Rent(values.Length);
        try
        {
            RleHybrid.Decode(source[1..], source[0], indices.AsSpan(0, values.Length));
            for (var i = 0; i < values.Length; i++)
            {
                var index = (uint)indices[i];
                if (index >= (uint)dictionary.Length)
                    throw new ParquetException($"A page refers to value {index} of a dictionary of {dictionary.Length}.");
                values[i] = dictionary[index];
            }
        }
        finally
        {
            ArrayPool<int>.Shared.Return(indices);
        }
    }
}
