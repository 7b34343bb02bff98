using Parquet.Encodings;
using Parquet.Meta;

namespace Parquet.Pages;

/// <summary>Where the values of a column go, page by page.</summary>
internal abstract class ColumnSink
{
    public abstract void SetDictionary(PageHeader header, ReadOnlySpan<byte> body);

    /// <summary>Stores the page's rows from <paramref name="row"/> on.</summary>
    public abstract void Store(int row, PageHeader header, DataPage page, bool optional);

    /// <summary>Fills <paramref name="levels"/> with 1 for a present value and 0 for none; returns how many are present.</summary>
    protected static int DecodeLevels(DataPage page, Span<byte> levels)
    {
        RleHybrid.Decode(page.Levels, 1, levels);
        return levels.Count((byte)1);
    }
}
