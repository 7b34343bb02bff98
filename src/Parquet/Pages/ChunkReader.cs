using Parquet.Meta;

namespace Parquet.Pages;

/// <summary>Reads one column chunk into a sink.</summary>
internal static class ChunkReader
{
    /// <param name="stream">The whole file.</param>
    /// <param name="chunk">What the footer says about the chunk.</param>
    /// <param name="optional">Whether rows may hold no value, which decides if pages have levels.</param>
    /// <param name="sink">Takes exactly the chunk's number of values.</param>
    /// <param name="cancellationToken">Looked at between pages.</param>
    /// <exception cref="ParquetException">The chunk is damaged or in a form that this library does not read.</exception>
    public static async ValueTask ReadAsync(Stream stream, ColumnChunk chunk, bool optional, ColumnSink sink, CancellationToken cancellationToken)
    {
        var meta = chunk.MetaData!;
        using var pages = new PageReader(stream, meta);
        var row = 0;
        // A sealed chunk is read to its end, so that the checksum over its page headers covers them all.
        while (row < meta.NumValues || (chunk.IsSealed && !pages.AtEnd))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (header, body) = await pages.NextAsync(cancellationToken).ConfigureAwait(false);
            if (header.Type == PageType.Dictionary)
            {
                sink.SetDictionary(header, body.Span);
            }
            else if (header.Type is PageType.Data or PageType.DataV2)
            {
                if (header.NumValues > meta.NumValues - row)
                    throw new ParquetException("A column chunk's pages hold more values than the footer says.");
                sink.Store(row, header, DataPage.Split(header, body.Span, optional), optional);
                row += header.NumValues;
            }
        }
        if (chunk.IsSealed && pages.HeaderChecksum != chunk.HeaderChecksum)
            throw new ParquetException($"A page header of column '{string.Join('.', meta.PathInSchema)}' is damaged: its checksum does not match.");
    }
}
