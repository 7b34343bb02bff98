using System.Buffers;
using Parquet.Encodings;
using Parquet.Meta;

namespace Parquet.Pages;

/// <summary>An optional column of numbers or truth values.</summary>
internal sealed class NullableFixedPages<T>(ReadOnlyMemory<T?> values, PageEncoding encoding) : PageSource
    where T : struct
{
    private readonly FixedStatistics<T> _statistics = FixedStatistics<T>.Create();
    private readonly T[] _present = new T[Math.Min(values.Length, MostRows)];
    private readonly byte[] _levels = new byte[Math.Min(values.Length, MostRows)];
    private long _nulls;

    public override int Rows => values.Length;

    public override PageEncoding Encoding => encoding;

    public override void Encode(int row, int count, ArrayBufferWriter<byte> body)
    {
        var present = 0;
        var page = values.Span.Slice(row, count);
        for (var i = 0; i < page.Length; i++)
        {
            _levels[i] = page[i].HasValue ? (byte)1 : (byte)0;
            if (page[i].HasValue) _present[present++] = page[i].GetValueOrDefault();
        }
        _nulls += count - present;
        DefinitionLevels.Encode(_levels.AsSpan(0, count), body);
        ReadOnlySpan<T> dense = _present.AsSpan(0, present);
        FixedEncoding.Encode(encoding, dense, body);
        _statistics.Add(dense);
    }

    public override Statistics Statistics() => _statistics.Build(_nulls);
}
