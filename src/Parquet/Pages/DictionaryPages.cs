using System.Buffers;
using Parquet.Encodings;
using Parquet.Meta;

namespace Parquet.Pages;

/// <summary>A column as positions in its dictionary; −1 stands for a null.</summary>
internal sealed class DictionaryPages(ReadOnlyMemory<int> indices, int distinct, bool optional, Statistics statistics) : PageSource
{
    private readonly int _bitWidth = RleHybrid.BitWidth(Math.Max(distinct - 1, 0));
    private readonly byte[] _levels = new byte[optional ? Math.Min(indices.Length, MostRows) : 0];
    private readonly int[] _present = new int[optional ? Math.Min(indices.Length, MostRows) : 0];

    public override int Rows => indices.Length;

    public override PageEncoding Encoding => PageEncoding.RleDictionary;

    public override void Encode(int row, int count, ArrayBufferWriter<byte> body)
    {
        var page = indices.Span.Slice(row, count);
        if (optional) page = EncodeLevels(page, body);
        body.Write([(byte)_bitWidth]);
        RleHybrid.Encode(page, _bitWidth, body);
    }

    public override Statistics Statistics() => statistics;

    private ReadOnlySpan<int> EncodeLevels(ReadOnlySpan<int> page, ArrayBufferWriter<byte> body)
    {
        if (!page.Contains(-1))
        {
            DefinitionLevels.EncodeAllPresent(page.Length, body);
            return page;
        }
        var present = 0;
        for (var i = 0; i < page.Length; i++)
        {
            _levels[i] = page[i] < 0 ? (byte)0 : (byte)1;
            if (page[i] >= 0) _present[present++] = page[i];
        }
        DefinitionLevels.Encode(_levels.AsSpan(0, page.Length), body);
        return _present.AsSpan(0, present);
    }
}
