using Parquet;

namespace Pipelines.Parquet.Tests.Tables;

/// <summary>A flat table under test with the way it is to be written.</summary>
internal sealed record Table(
    IReadOnlyList<TableColumn> Columns, int Rows, int RowsPerGroup, CompressionMethod Compression, IReadOnlyDictionary<string, string> Metadata)
{
    public IEnumerable<(int Start, int Count)> Groups()
    {
        for (var start = 0; start == 0 || start < Rows; start += RowsPerGroup)
            yield return (start, Math.Min(RowsPerGroup, Rows - start));
    }

    public override string ToString() => $"{Rows} rows in groups of {RowsPerGroup}, {Compression}\n{string.Join('\n', Columns)}";
}
