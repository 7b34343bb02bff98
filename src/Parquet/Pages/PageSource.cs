using System.Buffers;
using Parquet.Meta;

namespace Parquet.Pages;

/// <summary>One column's values for one row group, cut into pages.</summary>
internal abstract class PageSource
{
    /// <summary>Small enough that a page of numbers stays in cache from encoding to checksum.</summary>
    protected const int MostRows = 1 << 16;

    public abstract int Rows { get; }

    public abstract PageEncoding Encoding { get; }

    /// <summary>How many rows from <paramref name="row"/> on make the next page: at least one while rows are left.</summary>
    public virtual int RowsOnPage(int row) => Math.Min(MostRows, Rows - row);

    /// <summary>Appends the levels, where the column is optional, and the values of those rows.</summary>
    public abstract void Encode(int row, int count, ArrayBufferWriter<byte> body);

    /// <summary>Range and null count of all rows; complete once all pages are encoded.</summary>
    public abstract Statistics Statistics();
}
