using System.Buffers;
using Parquet.Meta;

namespace Parquet.Pages;

/// <summary>Takes a column of strings or byte arrays, null where a value is absent.</summary>
internal sealed class ReferenceSink<T>(Memory<T?> values, ValueDecoder<T> decoder) : ColumnSink
    where T : class
{
    public override void SetDictionary(PageHeader header, ReadOnlySpan<byte> body) => decoder.SetDictionary(header, body);

    public override void Store(int row, PageHeader header, DataPage page, bool optional)
    {
        var destination = values.Span.Slice(row, header.NumValues);
        if (!optional)
        {
            decoder.Decode(header.Encoding, page.Values, destination!);
            return;
        }
        var scratch = ArrayPool<byte>.Shared.Rent(destination.Length);
        try
        {
            var levels = scratch.AsSpan(0, destination.Length);
            var present = DecodeLevels(page, levels);
            decoder.Decode(header.Encoding, page.Values, destination[..present]!);
            Spread(present, levels, destination);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }

    /// <summary>Moves the present values, which stand at the front, to their rows; from the back, so that none is overwritten early.</summary>
    private static void Spread(int present, ReadOnlySpan<byte> levels, Span<T?> destination)
    {
        for (var i = destination.Length - 1; present <= i; i--) destination[i] = levels[i] == 1 ? destination[--present] : null;
    }
}
