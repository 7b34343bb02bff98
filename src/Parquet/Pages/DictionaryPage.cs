using System.Buffers;
using System.Runtime.InteropServices;
using Parquet.Encodings;

namespace Parquet.Pages;

/// <summary>The distinct values of a column, plain, and the pages that point into them.</summary>
internal sealed record DictionaryPage(int Count, ReadOnlyMemory<byte> Body, DictionaryPages Pages)
{
    public static DictionaryPage OfNumbers<T>(DictionaryBuilder<long> builder, bool optional)
        where T : struct
    {
        var values = new T[builder.Values.Count];
        for (var i = 0; i < values.Length; i++) values[i] = NumberKeys<T>.FromBits(builder.Values[i]);
        var body = new ArrayBufferWriter<byte>();
        PlainEncoding.Encode<T>(values, body);
        var statistics = FixedStatistics<T>.Create();
        statistics.Add(values);
        var built = statistics.Build(builder.NullCount, values.Length);
        return new(values.Length, body.WrittenMemory, new(builder.Indices, values.Length, optional, built));
    }

    public static DictionaryPage OfBinary<T, TForm>(DictionaryBuilder<T> builder, bool optional)
        where T : class
        where TForm : IBinaryForm<T>
    {
        var body = new ArrayBufferWriter<byte>();
        var range = new BinaryRange();
        foreach (var value in CollectionsMarshal.AsSpan(builder.Values)) range.Add(BinaryEncoding.EncodePlain<T, TForm>(value, body));
        var statistics = range.Build(builder.NullCount, builder.Values.Count);
        return new(builder.Values.Count, body.WrittenMemory, new(builder.Indices, builder.Values.Count, optional, statistics));
    }
}
