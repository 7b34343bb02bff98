using System.Buffers;
using Parquet.Meta;

namespace Parquet.Pages;

/// <summary>Takes a column in which every row must hold a value.</summary>
internal sealed class RequiredSink<T>(Memory<T> values, ValueDecoder<T> decoder) : ColumnSink
    where T : struct
{
    public override void SetDictionary(PageHeader header, ReadOnlySpan<byte> body) => decoder.SetDictionary(header, body);

    public override void Store(int row, PageHeader header, DataPage page, bool optional)
    {
        if (optional) RequirePresence(row, header.NumValues, page);
        decoder.Decode(header.Encoding, page.Values, values.Span.Slice(row, header.NumValues));
    }

    private static void RequirePresence(int row, int count, DataPage page)
    {
        var scratch = ArrayPool<byte>.Shared.Rent(count);
        try
        {
            var levels = scratch.AsSpan(0, count);
            if (DecodeLevels(page, levels) < count)
                throw new ParquetException($"Row {row + levels.IndexOf((byte)0)} holds no value: read the column into nullable values.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }
}
