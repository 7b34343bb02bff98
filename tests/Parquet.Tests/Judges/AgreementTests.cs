using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Parquet;
using Parquet.Compression;
using Parquet.Schema;
using Pipelines.Parquet.Tests.Tables;

namespace Pipelines.Parquet.Tests.Judges;

/// <summary>Three independent readers see in our files exactly what was written.</summary>
public sealed class AgreementTests(Judge judge) : IClassFixture<Judge>
{
    private static readonly CompressionMethod[] Compressions =
    [
        CompressionMethod.None, CompressionMethod.Snappy, CompressionMethod.Snappy, CompressionMethod.Gzip, CompressionMethod.Brotli,
        .. ZstdLibrary.IsPresent ? [CompressionMethod.Zstd] : Array.Empty<CompressionMethod>(),
    ];

    private static readonly string[] Readers = ["arrow", "duckdb", "hyparquet"];

    internal static readonly Dictionary<Type, string> TypeNames = new()
    {
        [typeof(bool)] = "bool",
        [typeof(int)] = "int32",
        [typeof(long)] = "int64",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(string)] = "string",
    };

    [JudgeFact]
    public void Five_hundred_random_files_are_seen_alike() =>
        Prop.ForAll(TableGenerator.Tables(Compressions).ToArbitrary(), table => AssertSeenAsync(table).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [JudgeFact]
    public Task Columns_of_many_pages_are_seen_alike() => AssertSeenAsync(LargeTable.With(CompressionMethod.Snappy));

    private async Task AssertSeenAsync(Table table)
    {
        var views = await judge.ReadAsync(await TableFile.WriteAsync(table));
        Assert.Equal(Readers, views.Keys.Order());
        foreach (var (reader, view) in views)
        {
            Assert.True(view.Error is null, $"{reader}: {view.Error}\n{table}");
            foreach (var (expected, actual) in table.Columns.Zip(view.Columns))
            {
                Assert.Equal((expected.Name, TypeNames[expected.Type], expected.Optional), (actual.Name, actual.Type, actual.Nullable));
                Assert.True(
                    expected.Values.Select(Judged).SequenceEqual(actual.Values),
                    $"{reader} sees {actual.Values.Count()} values in {actual.Name}: {string.Join(", ", actual.Values.Take(5))}");
            }
            Assert.Equal(table.Metadata.OrderBy(entry => entry.Key), view.Metadata.OrderBy(entry => entry.Key));
            Assert.Equal(table.Columns.Count, view.Columns.Count);
            if (table.Rows > 0) Assert.Equal(table.Groups().Select(group => (long)group.Count), view.RowGroups);
        }
        AssertUnits(table, views["hyparquet"].Raw["columnMetadata"]!.AsArray());
    }

    internal static IEnumerable<(string Name, string Type)> NamesAndTypes(ParquetSchema schema) =>
        schema.DataFields.Select(field => (field.Name, TypeNames[field.ClrType]));

    /// <summary>As the readers' side writes it: JavaScript keeps no bits of NaN.</summary>
    internal static string? Judged(object? value) => value is double.NaN or float.NaN ? "nan" : TableColumn.Canonical(value);

    private static void AssertUnits(Table table, JsonArray rowGroups)
    {
        foreach (var group in rowGroups)
        {
            foreach (var (column, entries) in table.Columns.Zip(group!.AsArray()))
                Assert.Equal(column.Type == typeof(string) ? null : $"unit of {column.Name}", (string?)entries!["unit"]);
        }
    }
}
