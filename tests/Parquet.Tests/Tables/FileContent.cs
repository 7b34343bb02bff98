using Parquet;

namespace Pipelines.Parquet.Tests.Tables;

/// <summary>Everything that a reader can learn from a file, as one text: equal texts mean that no value, type or entry differs.</summary>
internal static class FileContent
{
    public static async Task<string> ReadAsync(byte[] file)
    {
        await using var reader = await ParquetReader.CreateAsync(new MemoryStream(file));
        var lines = new List<string>
        {
            $"{reader.Metadata!.NumRows} rows, version {reader.Metadata.Version}, by {reader.Metadata.CreatedBy}",
            Entries(reader.CustomMetadata),
        };
        foreach (var group in reader.RowGroups)
        {
            lines.Add($"group of {group.RowCount}");
            foreach (var field in reader.Schema.DataFields)
            {
                var (statistics, chunk) = (group.GetStatistics(field), group.GetMetadata(field)!.MetaData!);
                var values = await TableFile.ReadColumnAsync(group, field);
                lines.Add($"{field} {chunk.Codec} {chunk.NumValues} {chunk.TotalCompressedSize} {Entries(group.GetCustomMetadata(field))}");
                lines.Add($"{statistics?.NullCount} {statistics?.DistinctCount}");
                lines.Add($"{TableColumn.Canonical(statistics?.MinValue)} to {TableColumn.Canonical(statistics?.MaxValue)}");
                lines.Add(string.Join('|', values.Select(value => TableColumn.Canonical(value) ?? "(null)")));
            }
        }
        return string.Join('\n', lines);
    }

    private static string Entries(Dictionary<string, string> entries) =>
        string.Join(';', entries.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key}={entry.Value}"));
}
