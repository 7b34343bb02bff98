using System.Buffers;
using Parquet.Encodings;
using Parquet.Meta;

namespace Parquet.Pages;

/// <summary>A column of numbers or truth values without nulls.</summary>
internal sealed class FixedPages<T>(ReadOnlyMemory<T> values, bool optional, PageEncoding encoding) : PageSource
    where T : struct
{
    private readonly FixedStatistics<T> _statistics = FixedStatistics<T>.Create();

    public override int Rows => values.Length;

    public override PageEncoding Encoding => encoding;

    public override void Encode(int row, int count, ArrayBufferWriter<byte> body)
    {
        var page = values.Span.Slice(row, count);
        if (optional) DefinitionLevels.EncodeAllPresent(count, body);
        FixedEncoding.Encode(encoding, page, body);
        _statistics.Add(page);
    }

    public override Statistics Statistics() => _statistics.Build(nullCount: 0);
}
