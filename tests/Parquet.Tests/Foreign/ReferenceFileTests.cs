using System.Text.Json.Nodes;
using Parquet;
using Parquet.Compression;
using Pipelines.Parquet.Tests.Judges;
using Pipelines.Parquet.Tests.Tables;
using Pipelines.Tests;

namespace Pipelines.Parquet.Tests.Foreign;

/// <summary>Committed files of other writers, which need no foreign program: read right, and damaged without harm.</summary>
public sealed class ReferenceFileTests
{
    private const long MostBytes = 256L << 20;

    public static TheoryData<string> Files =>
    [
        "duckdb-v1-snappy", "duckdb-v2-zstd", "hyparquet-v2-gzip-delta", "hyparquet-v2-plain", "rust-v1-brotli", "rust-v2-snappy-delta",
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task The_content_is_what_three_readers_agreed_on(string name)
    {
        await using var reader = await ParquetReader.CreateAsync(RepositoryFiles.Reference("parquet", $"{name}.parquet"));
        var agreed = ForeignView.From(JsonNode.Parse(await File.ReadAllTextAsync(RepositoryFiles.Reference("parquet", $"{name}.json")))!.AsObject());
        Assert.Equal(agreed.Columns.Select(column => (column.Name, column.Type)), AgreementTests.NamesAndTypes(reader.Schema));
        Assert.Equal(agreed.RowGroups, reader.RowGroups.Select(group => group.RowCount));
        Assert.All(agreed.Metadata, entry => Assert.Equal(entry.Value, reader.CustomMetadata[entry.Key]));
        if (name.EndsWith("zstd", StringComparison.Ordinal) && !ZstdLibrary.IsPresent)
        {
            var refusal = await Assert.ThrowsAsync<ParquetException>(() => TableFile.ReadAsync(reader));
            Assert.Contains("libzstd", refusal.Message, StringComparison.Ordinal);
            return;
        }
        foreach (var (ours, theirs) in (await TableFile.ReadAsync(reader)).Zip(agreed.Columns))
            Assert.Equal(theirs.Values, ours.Select(AgreementTests.Judged));
    }

    /// <summary>Other writers keep no checksums, so damage may change a value; it must not crash, hang or take memory.</summary>
    [Theory]
    [MemberData(nameof(Files))]
    public async Task Damage_to_any_byte_and_every_cut_ends_in_our_exception_or_in_values(string name)
    {
        var file = await File.ReadAllBytesAsync(RepositoryFiles.Reference("parquet", $"{name}.parquet"));
        for (var position = 0; position < file.Length; position++)
        {
            var (original, flipped) = (file[position], (byte)(1 << (position * 5 % 8)));
            foreach (var value in new byte[] { (byte)(original ^ flipped), 0x00, 0xFF })
            {
                file[position] = value;
                await TryReadAsync(file);
            }
            file[position] = original;
        }
        for (var length = 0; length < file.Length; length++)
            await Assert.ThrowsAsync<ParquetException>(() => FileContent.ReadAsync(file[..length]));
    }

    private static async Task TryReadAsync(byte[] file)
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            await FileContent.ReadAsync(file);
        }
        catch (ParquetException)
        {
            // Refused: as good as values.
        }
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, MostBytes);
    }
}
