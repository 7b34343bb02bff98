using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using Pipelines.Stages;
using Pipelines.Stages.States;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Storage;

/// <summary>What a finished stage leaves: its tables, and why it ended early when its dynamics diverged or its input was refused.</summary>
/// <remarks>Layout: magic, length of the recipe, recipe, failure, tables.</remarks>
internal sealed record Artifact(TableSet Tables, StageFailure? Failure)
{
    private const int Whole = 0, Diverged = 1, Refused = 2;

    private static ReadOnlySpan<byte> Magic => "PLSTORE2"u8;

    /// <exception cref="ArgumentException">The failure is none that repeats.</exception>
    /// <param name="writer">Takes the bytes.</param>
    /// <param name="node">What it is the result of.</param>
    internal void WriteTo(StateWriter writer, StageNode node)
    {
        var front = new StateWriter();
        Recipe.Write(front, node);
        writer.Raw(Magic);
        writer.Values(front.Written.Span);
        Write(writer, Failure);
        TableForm.Write(writer, Tables);
    }

    /// <summary>The inverse, given the schemas that the stage declares.</summary>
    /// <param name="content">The bytes.</param>
    /// <param name="schemas">The schemas.</param>
    /// <param name="isWanted">Chooses tables; the others are skipped.</param>
    /// <param name="inMemory">The tables are read at once, and else where they lie.</param>
    /// <exception cref="InvalidDataException">The bytes are no artifact of this stage.</exception>
    internal static Artifact Read(StoredContent content, ImmutableArray<TableSchema> schemas, Func<TableSchema, bool> isWanted, bool inMemory)
    {
        var reader = Begin(content);
        reader.Skip(reader.Count(1));
        var failure = ReadFailure(reader);
        return new(inMemory ? TableForm.Read(reader, schemas, isWanted) : TableForm.Find(content, reader.Position, schemas, isWanted), failure);
    }

    /// <summary>What an artifact was made of.</summary>
    /// <exception cref="InvalidDataException">The bytes are no artifact.</exception>
    internal static Recipe ReadRecipe(StoredContent content)
    {
        var reader = Begin(content);
        reader.Count(1);
        return Recipe.Read(reader);
    }

    /// <summary>Why an artifact ended early; null when it did not.</summary>
    /// <exception cref="InvalidDataException">The bytes are no artifact.</exception>
    internal static StageFailure? ReadFailureOf(StoredContent content)
    {
        var reader = Begin(content);
        reader.Skip(reader.Count(1));
        return ReadFailure(reader);
    }

    /// <summary>What an artifact was made of, as bytes: equal where it was made of the same.</summary>
    /// <exception cref="InvalidDataException">The bytes are no artifact.</exception>
    internal static byte[] RecipeBytes(StoredContent content)
    {
        var reader = Begin(content);
        return reader.Raw(reader.Count(1)).ToArray();
    }

    /// <summary>What of a journal's record is not true of the artifact that it points at; empty when all of it is.</summary>
    /// <param name="content">The artifact.</param>
    /// <param name="record">The record.</param>
    /// <param name="tables">The tables of whoever asks for the key; null where nobody knows: then the key itself cannot be compared.</param>
    internal static string Mismatch(StoredContent content, StoreRecord record, ImmutableArray<TableSchema>? tables)
    {
        try
        {
            var reader = Begin(content);
            reader.Count(1);
            var key = Recipe.KeyOf(reader, tables ?? default, out var stage);
            return stage != (record.Stage, record.Version) ? $"it is one of {stage.Name} v{stage.Version}"
                : (ReadFailureOf(content) is not null) != record.IsFailure ? "its journal is wrong about how it ended"
                : key is null || (tables is not null && key != record.Key) ? "it was made of other settings or inputs than its key says"
                : "";
        }
        catch (InvalidDataException exception)
        {
            return exception.Message;
        }
    }

    private static StateReader Begin(StoredContent content)
    {
        var reader = content.Reader();
        return reader.Raw(Magic.Length).SequenceEqual(Magic) ? reader : throw new InvalidDataException("Not an artifact of this tool.");
    }

    private static void Write(StateWriter writer, StageFailure? failure)
    {
        switch (failure)
        {
            case null:
                writer.Integer(Whole);
                break;
            case StageFailure.Diverged diverged:
                writer.Integer(Diverged);
                writer.Integer(diverged.Step);
                writer.Text(diverged.Cause);
                break;
            case StageFailure.Refused refused:
                writer.Integer(Refused);
                writer.Text(refused.Reason);
                break;
            default:
                throw new ArgumentException($"A failure that does not repeat is not stored: {failure.Sentence}", nameof(failure));
        }
    }

    private static StageFailure? ReadFailure(StateReader reader) => reader.Integer() switch
    {
        Whole => null,
        Diverged => new StageFailure.Diverged(reader.Integer(), reader.Text()),
        Refused => new StageFailure.Refused(reader.Text()),
        _ => throw new InvalidDataException("The artifact has an ending that this tool does not know."),
    };
}

/// <summary>A table as plain bytes: what the store and checkpoints keep, a hundred times cheaper for a few rows than a file format for
/// others.</summary>
/// <remarks>Columns are not described: their shape is part of the key under which the bytes are found.</remarks>
internal static class TableForm
{
    public static void Write(StateWriter writer, TableSet tables)
    {
        writer.Integer(tables.Tables.Length);
        foreach (var table in tables.Tables)
        {
            writer.Text(table.Name);
            for (var column = 0; column < table.Schema.Columns.Length; column++)
            {
                writer.Integer(table.Rows);
                if (!table.IsStored) Write(writer, table.Columns[column]);
                else foreach (var piece in table.Pieces([column])) Write(writer, piece[0]);
            }
        }
    }

    /// <summary>Reads tables, or some and skips the others.</summary>
    /// <exception cref="InvalidDataException">The bytes are not tables of these schemas.</exception>
    public static TableSet Read(StateReader reader, ImmutableArray<TableSchema> schemas, Func<TableSchema, bool>? isWanted = null)
    {
        var count = reader.Count(1);
        var tables = ImmutableArray.CreateBuilder<Table>(count);
        for (var i = 0; i < count; i++)
        {
            var schema = Find(schemas, reader.Raw(reader.Count(1)));
            if (isWanted?.Invoke(schema) != false) tables.Add(Read(reader, schema));
            else foreach (var column in schema.Columns) Skip(reader, column.Type);
        }
        return new(tables.DrainToImmutable());
    }

    /// <summary>Finds some of the tables, whose rows are then read where they lie.</summary>
    /// <param name="content">The bytes.</param>
    /// <param name="start">Where the tables begin.</param>
    /// <param name="schemas">Their schemas.</param>
    /// <param name="isWanted">Chooses them.</param>
    /// <exception cref="InvalidDataException">The bytes are not tables of these schemas.</exception>
    public static TableSet Find(StoredContent content, long start, ImmutableArray<TableSchema> schemas, Func<TableSchema, bool> isWanted)
    {
        var reader = content.Reader(start);
        var tables = ImmutableArray.CreateBuilder<Table>();
        for (var left = reader.Count(1); left > 0; left--)
        {
            var schema = Find(schemas, reader.Raw(reader.Count(1)));
            var places = ImmutableArray.CreateBuilder<ColumnPlace>(schema.Columns.Length);
            var rows = -1;
            foreach (var column in schema.Columns)
            {
                places.Add(new(start + reader.Position + sizeof(long), column.Type));
                var count = Skip(reader, column.Type);
                if (rows >= 0 && rows != count) throw new InvalidDataException($"Column {column.Name} of table {schema.Name} has the wrong length.");
                rows = count;
            }
            if (isWanted(schema)) tables.Add(new(schema, new StoredRows(content, places.MoveToImmutable(), Math.Max(rows, 0))));
        }
        return new(tables.ToImmutable());
    }

    /// <summary>The next values of a column, whose count has been read.</summary>
    /// <exception cref="InvalidDataException">The bytes are no such values.</exception>
    public static Column Read(StateReader reader, ColumnType type, int count)
    {
        switch (type)
        {
            case ColumnType.Integer: return new Column.Integers(reader.Numbers<long>(count));
            case ColumnType.Number: return new Column.Numbers(reader.Numbers<double>(count));
            case ColumnType.Text:
                var texts = new string[count];
                for (var i = 0; i < texts.Length; i++) texts[i] = reader.Text();
                return new Column.Texts(ImmutableCollectionsMarshal.AsImmutableArray(texts));
            default:
                var flags = new bool[count];
                for (var i = 0; i < flags.Length; i++) flags[i] = reader.Flag();
                return new Column.Flags(ImmutableCollectionsMarshal.AsImmutableArray(flags));
        }
    }

    private static TableSchema Find(ImmutableArray<TableSchema> schemas, ReadOnlySpan<byte> name)
    {
        foreach (var schema in schemas)
        {
            if (Ascii.Equals(name, schema.Name)) return schema;
        }
        throw new InvalidDataException($"There is no table {Encoding.UTF8.GetString(name)} in this stage.");
    }

    /// <summary>Bytes of a value at least.</summary>
    private static int WidthOf(ColumnType type) => type == ColumnType.Flag ? 1 : sizeof(long);

    /// <returns>How many values were skipped.</returns>
    private static int Skip(StateReader reader, ColumnType type)
    {
        var count = reader.Count(WidthOf(type));
        if (type != ColumnType.Text) reader.Skip((long)count * WidthOf(type));
        else for (var left = count; left > 0; left--) reader.Skip(reader.Count(1));
        return count;
    }

    private static Table Read(StateReader reader, TableSchema schema)
    {
        var columns = new Column[schema.Columns.Length];
        for (var c = 0; c < columns.Length; c++) columns[c] = Read(reader, schema.Columns[c].Type, reader.Count(WidthOf(schema.Columns[c].Type)));
        try
        {
            return new(schema, ImmutableCollectionsMarshal.AsImmutableArray(columns));
        }
        catch (ArgumentException exception)
        {
            throw new InvalidDataException(exception.Message, exception);
        }
    }

    // Not Match: this runs for every column of every result, and four closures would cost more than the writing.
    private static void Write(StateWriter writer, Column column)
    {
        switch (column)
        {
            case Column.Integers c:
                writer.Raw(MemoryMarshal.AsBytes(c.Values.AsSpan()));
                break;
            case Column.Numbers c:
                writer.Raw(MemoryMarshal.AsBytes(c.Values.AsSpan()));
                break;
            case Column.Texts c:
                foreach (var text in c.Values) writer.Text(text);
                break;
            case Column.Flags c:
                foreach (var flag in c.Values) writer.Flag(flag);
                break;
        }
    }
}

/// <summary>Where the values of a column lie in the bytes of a result.</summary>
/// <param name="Start">Position of the first, in bytes.</param>
/// <param name="Type">Their type.</param>
internal sealed record ColumnPlace(long Start, ColumnType Type);

/// <summary>The rows of a table in the form of <see cref="TableForm"/>, read where they lie: memory holds a piece of each column.</summary>
/// <param name="content">The bytes, which were hashed.</param>
/// <param name="columns">Where the columns are.</param>
/// <param name="rows">Number of values of each.</param>
internal sealed class StoredRows(StoredContent content, ImmutableArray<ColumnPlace> columns, int rows) : IStoredRows
{
    public int Rows => rows;

    public IEnumerable<ImmutableArray<Column>> Read(ImmutableArray<int> columns, int most)
    {
        var readers = columns.Select(Open).ToList();
        for (var left = rows; left > 0; left -= most) yield return [.. readers.Select(r => Next(r, Math.Min(left, most)))];
    }

    private (StateReader Reader, ColumnType Type) Open(int column) => (content.Reader(columns[column].Start), columns[column].Type);

    /// <summary>What cannot be read now was right when it was hashed: somebody writes into the file.</summary>
    private static Column Next((StateReader Reader, ColumnType Type) column, int count)
    {
        try
        {
            return TableForm.Read(column.Reader, column.Type, count);
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
        {
            throw new DamagedArtifactException("A stored result was changed while it was read.", exception);
        }
    }
}
