using System.Collections.Immutable;
using System.Text;
using Pipelines.Pipeline.Storage.Tables;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Tests.Tables;

/// <summary>Where the package writes a file that lies, cannot be read or is needlessly large, ours is right or is refused.</summary>
public sealed class WritingTests
{
    private const string Pinned = "Parquet.Net version 6.1.0 ";

    [Fact]
    public async Task A_text_that_is_none_is_refused_by_column_and_row()
    {
        foreach (var (text, reason) in new (string?, string)[]
        {
            (null, "no text"), ("half \uD835", "surrogate"), ("\uDD38 half", "surrogate"), ("\uDD38\uD835", "surrogate")
        })
        {
            var table = Columns.Table(("text", new Column.Texts(["fine 𝔸", text!])));
            var refusal = await Assert.ThrowsAsync<InvalidDataException>(() => Columns.FileOf(table));
            Assert.Contains("Column text of table table", refusal.Message, StringComparison.Ordinal);
            Assert.Contains("row 2", refusal.Message, StringComparison.Ordinal);
            Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task What_fails_in_the_middle_leaves_nothing_that_opens(int whole)
    {
        var good = Columns.Table(("number", new Column.Numbers([1, 2])), ("text", new Column.Texts(["a", "b"])));
        using var stream = new MemoryStream();
        await Assert.ThrowsAsync<InvalidDataException>(() => TableParquet.WriteAsync(
            stream, good.Schema, [.. Enumerable.Repeat(good, whole), new(good.Schema, [new Column.Numbers([3]), new Column.Texts([null!])])],
            new Dictionary<string, string>()));
        await Assert.ThrowsAsync<InvalidDataException>(() => TableParquetReader.ReadAsync(new MemoryStream(stream.ToArray()), good.Schema));
        var places = Enumerable.Range(0, 40);
        foreach (var place in places)
        {
            using var failing = new FailingStream(25 * place);
            try
            {
                await TableParquet.WriteAsync(failing, good.Schema, [good], new Dictionary<string, string>());
            }
            catch (IOException)
            {
                await Assert.ThrowsAsync<InvalidDataException>(() => TableParquetReader.ReadAsync(new MemoryStream(failing.ToArray()), good.Schema));
            }
        }
    }

    [Fact]
    public async Task A_long_text_stands_in_the_file_once()
    {
        var random = new Random(1);
        var text = string.Concat(Enumerable.Range(0, 2_000_000).Select(_ => (char)random.Next(33, 126)));
        var file = await Columns.FileOf(Columns.Table(("text", new Column.Texts(["a", text, "b"]))));
        Assert.InRange(file.Length, 1, text.Length + 10_000);
        Assert.Equal(text, ((Column.Texts)(await TableParquetReader.ReadAsync(
            new MemoryStream(file), Columns.Table(("text", new Column.Texts([]))).Schema)).Columns[0]).Values[1]);
    }

    [Fact]
    public async Task Long_texts_divide_row_groups()
    {
        var text = new string('x', 1 << 25);
        var table = Columns.Table(("text", new Column.Texts([.. Enumerable.Repeat(text, 5)])), ("row", new Column.Integers([1, 2, 3, 4, 5])));
        var rows = new List<int>();
        await foreach (var piece in TableParquetReader.ReadPiecesAsync(new MemoryStream(await Columns.FileOf(table)), table.Schema))
            rows.Add(piece.Rows);
        Assert.Equal([2, 2, 1], rows);
    }

    /// <summary>A buffer that is used again must not leak what it held before.</summary>
    [Fact]
    public async Task Nothing_of_an_earlier_table_is_in_a_later_file()
    {
        ImmutableArray<string> secrets = [.. Enumerable.Range(0, 5000).Select(i => $"secret {i}")];
        var alone = Columns.Table(("text", new Column.Texts(["a", "b", "a"])), ("number", new Column.Numbers([1, 2, double.NaN])));
        var before = await Columns.FileOf(alone);
        var other = Columns.Table(("text", new Column.Texts(secrets)), ("number", new Column.Numbers([.. secrets.Select((_, i) => (double)i)])));
        await TableParquetReader.ReadAsync(new MemoryStream(await Columns.FileOf(other)), other.Schema);
        var after = await Columns.FileOf(alone);
        Assert.Equal(before, after);
        Assert.Equal(["a", "b", "a"], ((Column.Texts)(await TableParquetReader.ReadAsync(new MemoryStream(after), alone.Schema)).Columns[0]).Values);
    }

    /// <summary>Bytes change with every version of the package: a new one is a decision, and new golden digests.</summary>
    [Fact]
    public async Task The_writer_is_the_pinned_one() =>
        Assert.Equal(1, Count(await Columns.FileOf(Columns.Table(("row", new Column.Integers([1])))), Encoding.UTF8.GetBytes(Pinned)));

    private static int Count(ReadOnlySpan<byte> file, ReadOnlySpan<byte> text)
    {
        var count = 0;
        for (int at; (at = file.IndexOf(text)) >= 0; file = file[(at + 1)..]) count++;
        return count;
    }

    private sealed class FailingStream(int room) : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count)
        {
            if (Length + count > room) throw new IOException("no room");
            base.Write(buffer, offset, count);
        }

        public override void Write(ReadOnlySpan<byte> buffer) => Write(buffer.ToArray(), 0, buffer.Length);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Write(buffer.Span);
            return ValueTask.CompletedTask;
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            Write(buffer.AsSpan(offset, count));
            return Task.CompletedTask;
        }
    }
}
