using FsCheck;
using FsCheck.Fluent;
using Pipelines.Pipeline.Storage.Tables;
using Pipelines.Stages.Tables;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Tables;

/// <summary>We and three independent readers see in our files exactly what was written.</summary>
public sealed class AgreementTests(Judge judge) : IClassFixture<Judge>
{
    private static readonly string[] Readers = ["arrow", "duckdb", "hyparquet"];

    [Fact]
    public void Random_tables_are_read_back_bit_for_bit() =>
        Prop.ForAll(TableGenerator.Tables().ToArbitrary(), table => AssertReadBackAsync(table).GetAwaiter().GetResult())
            .Check(Cases.Of(Faults.Tier.IsDeep ? 500 : 250));

    [JudgeFact]
    public void Random_tables_are_seen_alike() =>
        Prop.ForAll(TableGenerator.Tables().ToArbitrary(), table => AssertSeenAsync(table).GetAwaiter().GetResult())
            .Check(Cases.Of(Faults.Tier.IsDeep ? 300 : 150));

    [JudgeFact]
    public async Task Many_groups_are_seen_alike_and_read_in_pieces()
    {
        const int Rows = (2 * TableParquet.RowsPerGroup) + 17;
        var rows = Enumerable.Range(0, Rows).ToArray();
        var table = Columns.Table(
            ("step", new Column.Integers([.. rows.Select(i => (long)i)])), ("loss", new Column.Numbers([.. rows.Select(i => Math.Sin(i))])),
            ("few", new Column.Texts([.. rows.Select(i => $"point {i % 40}")])), ("many", new Column.Texts([.. rows.Select(i => $"key {i}")])));
        await AssertReadBackAsync(table);
        Assert.Equal([TableParquet.RowsPerGroup, TableParquet.RowsPerGroup, 17L], await AssertSeenAsync(table));
        var pieces = new TableBuilder(table.Schema);
        await foreach (var piece in TableParquetReader.ReadPiecesAsync(new MemoryStream(await Columns.FileOf(table)), table.Schema))
            pieces.Append([], piece.Columns, 0, piece.Rows);
        AssertSame(table, pieces.Take());
    }

    /// <summary>The tables of six experiments, which the present codec wrote; in the deep tier all, most of them by the codec before it.</summary>
    [JudgeFact]
    public async Task Published_tables_are_seen_alike()
    {
        var folders = Directory.GetDirectories(Path.Combine(RepositoryFiles.Root, "docs", "results", "data"))
            .Where(f => Faults.Tier.IsDeep || File.Exists(Path.Combine(f, "manifest.json"))).ToList();
        Assert.NotEmpty(folders);
        foreach (var path in folders.SelectMany(f => Directory.GetFiles(f, "*.parquet")))
        {
            var bytes = await File.ReadAllBytesAsync(path);
            var (schema, _, rows) = await TableParquetReader.ReadSchemaAsync(new MemoryStream(bytes), Path.GetFileNameWithoutExtension(path));
            var table = await TableParquetReader.ReadAsync(new MemoryStream(bytes), schema);
            Assert.Equal(rows, table.Rows);
            AssertSeen(table, await judge.ReadAsync(bytes));
        }
    }

    private static async Task AssertReadBackAsync(Table table)
    {
        var file = await Columns.FileOf(table);
        Assert.Equal(file, await Columns.FileOf(table));
        AssertSame(table, await TableParquetReader.ReadAsync(new MemoryStream(file), table.Schema));
        var (schema, facts, _) = await TableParquetReader.ReadSchemaAsync(new MemoryStream(file), "table");
        Assert.Equal(table.Schema, schema);
        Assert.Equal("α₀", facts["clé"]);
    }

    private static void AssertSame(Table expected, Table actual)
    {
        foreach (var (a, b) in expected.Columns.Zip(actual.Columns)) Assert.Equal(Columns.Texts(a), Columns.Texts(b));
    }

    private async Task<IReadOnlyList<long>> AssertSeenAsync(Table table)
    {
        var views = await judge.ReadAsync(await Columns.FileOf(table));
        AssertSeen(table, views);
        Assert.All(views.Values, view => Assert.Equal("α₀", view.Metadata["clé"]));
        Assert.All(views.Values, view => Assert.Equal("m", view.Metadata[$"{table.Schema.Columns[0].Name}.unit"]));
        return views["duckdb"].RowGroups;
    }

    private static void AssertSeen(Table table, IReadOnlyDictionary<string, ForeignView> views)
    {
        Assert.Equal(Readers, views.Keys.Order());
        foreach (var (reader, view) in views)
        {
            Assert.True(view.Error is null, $"{reader}, table {table.Name}: {view.Error}");
            Assert.Equal(
                table.Schema.Columns.Select(c => (c.Name, Columns.TypeName(c.Type), false)), view.Columns.Select(c => (c.Name, c.Type, c.Nullable)));
            foreach (var (expected, actual) in table.Columns.Zip(view.Columns)) Assert.Equal(Columns.Judged(expected), actual.Values);
        }
    }
}
