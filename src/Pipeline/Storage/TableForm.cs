using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Pipelines.Stages.States;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Storage;

/// <summary>A table as plain bytes: what the store and checkpoints keep, a hundred times cheaper for a few rows than a file format for others.</summary>
/// <remarks>Columns are not described: their shape is part of the key under which the bytes are found.</remarks>
internal static class TableForm
{
    public static void Write(StateWriter writer, TableSet tables)
    {
        writer.Integer(tables.Tables.Length);
        foreach (var table in tables.Tables)
        {
            writer.Text(table.Name);
            foreach (var column in table.Columns) Write(writer, column);
        }
    }

    /// <exception cref="InvalidDataException">The bytes are not tables of these schemas.</exception>
    public static TableSet Read(StateReader reader, ImmutableArray<TableSchema> schemas) => Read(reader, schemas, _ => true);

    /// <summary>Reads some of the tables and skips the others.</summary>
    /// <exception cref="InvalidDataException">The bytes are not tables of these schemas.</exception>
    public static TableSet Read(StateReader reader, ImmutableArray<TableSchema> schemas, Func<TableSchema, bool> isWanted)
    {
        var count = reader.Count(1);
        var tables = ImmutableArray.CreateBuilder<Table>(count);
        for (var i = 0; i < count; i++)
        {
            var schema = Find(schemas, reader.Text());
            if (isWanted(schema)) tables.Add(Read(reader, schema));
            else Skip(reader, schema);
        }
        return new(tables.DrainToImmutable());
    }

    private static TableSchema Find(ImmutableArray<TableSchema> schemas, string name)
    {
        foreach (var schema in schemas)
        {
            if (schema.Name == name) return schema;
        }
        throw new InvalidDataException($"There is no table {name} in this stage.");
    }

    private static void Skip(StateReader reader, TableSchema schema)
    {
        foreach (var column in schema.Columns)
        {
            switch (column.Type)
            {
                case ColumnType.Integer or ColumnType.Number:
                    reader.Raw(reader.Count(sizeof(long)) * sizeof(long));
                    break;
                case ColumnType.Text:
                    for (var left = reader.Count(sizeof(long)); left > 0; left--) reader.Raw(reader.Count(1));
                    break;
                default:
                    reader.Raw(reader.Count(1));
                    break;
            }
        }
    }

    private static Table Read(StateReader reader, TableSchema schema)
    {
        var columns = new Column[schema.Columns.Length];
        for (var c = 0; c < columns.Length; c++) columns[c] = Read(reader, schema.Columns[c].Type);
        try
        {
            return new(schema, ImmutableCollectionsMarshal.AsImmutableArray(columns));
        }
        catch (ArgumentException exception)
        {
            throw new InvalidDataException(exception.Message, exception);
        }
    }

    private static void Write(StateWriter writer, Column column) => column.Match<object?>(
        integers: c =>
        {
            writer.Values(c.Values.AsSpan());
            return null;
        },
        numbers: c =>
        {
            writer.Values(c.Values.AsSpan());
            return null;
        },
        texts: c =>
        {
            writer.Integer(c.Values.Length);
            foreach (var text in c.Values) writer.Text(text);
            return null;
        },
        flags: c =>
        {
            writer.Integer(c.Values.Length);
            foreach (var flag in c.Values) writer.Flag(flag);
            return null;
        });

    private static Column Read(StateReader reader, ColumnType type)
    {
        switch (type)
        {
            case ColumnType.Integer: return new Column.Integers(reader.Values<long>());
            case ColumnType.Number: return new Column.Numbers(reader.Values<double>());
            case ColumnType.Text:
                var texts = new string[reader.Count(sizeof(long))];
                for (var i = 0; i < texts.Length; i++) texts[i] = reader.Text();
                return new Column.Texts(ImmutableCollectionsMarshal.AsImmutableArray(texts));
            default:
                var flags = new bool[reader.Count(1)];
                for (var i = 0; i < flags.Length; i++) flags[i] = reader.Flag();
                return new Column.Flags(ImmutableCollectionsMarshal.AsImmutableArray(flags));
        }
    }
}
