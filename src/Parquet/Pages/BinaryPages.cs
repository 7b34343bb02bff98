using System.Buffers;
using Parquet.Encodings;
using Parquet.Meta;

namespace Parquet.Pages;

/// <summary>A column of strings or byte arrays, plain.</summary>
internal sealed class BinaryPages<T, TForm>(ReadOnlyMemory<T?> values, bool optional) : PageSource
    where T : class
    where TForm : IBinaryForm<T>
{
    private const int MostBytes = 1 << 20;

    private readonly BinaryRange _range = new();
    private readonly byte[] _levels = new byte[Math.Min(values.Length, MostRows)];
    private long _nulls;

    public override int Rows => values.Length;

    public override PageEncoding Encoding => PageEncoding.Plain;

    /// <summary>A page ends when it has enough bytes, so that only a single long value makes a long page.</summary>
    public override int RowsOnPage(int row)
    {
        var rest = values.Span[row..];
        var most = Math.Min(MostRows, rest.Length);
        long bytes = 0;
        for (var i = 0; i < most; i++)
        {
            bytes += rest[i] is { } value ? 4 + TForm.SizeOf(value) : 0;
            if (bytes > MostBytes) return Math.Max(i, 1);
        }
        return most;
    }

    public override void Encode(int row, int count, ArrayBufferWriter<byte> body)
    {
        var page = values.Span.Slice(row, count);
        for (var i = 0; i < count; i++) _levels[i] = page[i] is null ? (byte)0 : (byte)1;
        if (optional) DefinitionLevels.Encode(_levels.AsSpan(0, count), body);
        foreach (var value in page)
        {
            if (value is null) _nulls++;
            else _range.Add(BinaryEncoding.EncodePlain<T, TForm>(value, body));
        }
    }

    public override Statistics Statistics() => _range.Build(_nulls);
}
