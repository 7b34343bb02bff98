using System.Buffers;
using Parquet.Meta;

namespace Parquet.Pages;

/// <summary>Takes a column of numbers or truth values that may be absent.</summary>
internal sealed class NullableSink<T>(Memory<T?> values, ValueDecoder<T> decoder) : ColumnSink
    where T : struct
{
    public override void SetDictionary(PageHeader header, ReadOnlySpan<byte> body) => decoder.SetDictionary(header, body);

    public override void Store(int row, PageHeader header, DataPage page, bool optional)
    {
        var count = header.NumValues;
        var levels = ArrayPool<byte>.Shared.Rent(count);
        var dense = ArrayPool<T>.Shared.Rent(count);
        try
        {
            var present = count;
            if (optional) present = DecodeLevels(page, levels.AsSpan(0, count));
            else levels.AsSpan(0, count).Fill(1);
            decoder.Decode(header.Encoding, page.Values, dense.AsSpan(0, present));
            Scatter(dense, levels, values.Span.Slice(row, count));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(levels);
            ArrayPool<T>.Shared.Return(dense);
        }
    }

    private static void Scatter(ReadOnlySpan<T> dense, ReadOnlySpan<byte> levels, Span<T?> destination)
    {
        var next = 0;
        for (var i = 0; i < destination.Length; i++) destination[i] = levels[i] == 1 ? dense[next++] : null;
    }
}
