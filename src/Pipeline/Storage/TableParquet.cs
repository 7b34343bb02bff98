using System.Collections.Immutable;
using System.IO.Compression;
using System.Runtime.InteropServices;
using Parquet;
using Parquet.Schema;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Storage;

/// <summary>Result tables as Parquet: required columns, Snappy, units and equations in the metadata.</summary>
public static class TableParquet
{
    /// <summary>Writes one file; each table of <paramref name="parts"/> becomes a row group. All parts have one schema.</summary>
    /// <param name="output">Where to; stays open.</param>
    /// <param name="schema">Schema of every part.</param>
    /// <param name="parts">Tables, asked for one by one, so that memory holds one at a time. None at all gives one group without rows.</param>
    /// <param name="metadata">Repeatable facts about the file.</param>
    public static async Task WriteAsync(
        Stream output, TableSchema schema, IEnumerable<Table> parts, IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(parts);
        var fields = schema.Columns.Select(Field).ToArray();
        var options = new ParquetOptions { CompressionMethod = CompressionMethod.Snappy, CompressionLevel = CompressionLevel.Fastest };
        var writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), output, options).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            writer.CustomMetadata = Facts(schema, metadata);
            var groups = 0;
            foreach (var part in parts)
            {
                await WriteGroupAsync(writer, fields, part).ConfigureAwait(false);
                groups++;
            }
            if (groups == 0) await WriteGroupAsync(writer, fields, Empty(schema)).ConfigureAwait(false);
        }
    }

    /// <summary>Reads a file that <see cref="WriteAsync"/> wrote, as one table.</summary>
    /// <exception cref="InvalidDataException">It is no such file.</exception>
    public static async Task<Table> ReadAsync(Stream input, TableSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        try
        {
            return await ReadColumnsAsync(input, schema).ConfigureAwait(false);
        }
        catch (ParquetException exception)
        {
            throw new InvalidDataException(exception.Message, exception);
        }
    }

    private static async Task<Table> ReadColumnsAsync(Stream input, TableSchema schema)
    {
        var reader = await ParquetReader.CreateAsync(input).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            var groups = new List<Table>();
            for (var g = 0; g < reader.RowGroupCount; g++)
            {
                using var group = reader.OpenRowGroupReader(g);
                var columns = ImmutableArray.CreateBuilder<Column>(schema.Columns.Length);
                foreach (var column in schema.Columns)
                {
                    var field = reader.Schema.FindDataField(column.Name);
                    columns.Add(await ReadColumnAsync(group, field, column.Type).ConfigureAwait(false));
                }
                groups.Add(new Table(schema, columns.MoveToImmutable()));
            }
            return Table.Concat(groups);
        }
    }

    /// <summary>A table of this schema without rows.</summary>
    public static Table Empty(TableSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return new(schema, [.. schema.Columns.Select(c => Convert(c.Type))]);

        static Column Convert(ColumnType type) => type switch
        {
            ColumnType.Integer => new Column.Integers([]),
            ColumnType.Number => new Column.Numbers([]),
            ColumnType.Text => new Column.Texts([]),
            _ => new Column.Flags([]),
        };
    }

    private static DataField Field(ColumnSchema column) => column.Type switch
    {
        ColumnType.Integer => new DataField<long>(column.Name),
        ColumnType.Number => new DataField<double>(column.Name),
        ColumnType.Text => new DataField<string>(column.Name, nullable: false),
        _ => new DataField<bool>(column.Name),
    };

    private static async Task WriteGroupAsync(ParquetWriter writer, DataField[] fields, Table table)
    {
        using var group = writer.CreateRowGroup();
        for (var i = 0; i < fields.Length; i++)
        {
            var write = table.Columns[i].Match(
                integers: c => group.WriteAsync<long>(fields[i], c.Values.AsMemory()),
                numbers: c => group.WriteAsync<double>(fields[i], c.Values.AsMemory()),
                texts: c => group.WriteAsync(fields[i], ImmutableCollectionsMarshal.AsArray(c.Values)!),
                flags: c => group.WriteAsync<bool>(fields[i], c.Values.AsMemory()));
            await write.ConfigureAwait(false);
        }
        group.CompleteValidate();
    }

    /// <summary>In the file's own metadata, which every reader shows: a text column of the package's API has none.</summary>
    private static SortedDictionary<string, string> Facts(TableSchema schema, IReadOnlyDictionary<string, string> metadata)
    {
        // Sorted: the order of a hash table differs from process to process, and bytes must not.
        var facts = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["table"] = schema.Name, ["summary"] = schema.Summary };
        foreach (var (key, value) in metadata) facts[key] = value;
        foreach (var column in schema.Columns)
        {
            facts[$"{column.Name}.summary"] = column.Summary;
            if (column.Unit.Length > 0) facts[$"{column.Name}.unit"] = column.Unit;
            if (column.Equation.Length > 0) facts[$"{column.Name}.equation"] = column.Equation;
        }
        return facts;
    }

    private static async Task<Column> ReadColumnAsync(ParquetRowGroupReader group, DataField field, ColumnType type)
    {
        var rows = checked((int)group.RowCount);
        switch (type)
        {
            case ColumnType.Integer: return new Column.Integers(await ReadAsync<long>(group, field, rows).ConfigureAwait(false));
            case ColumnType.Number: return new Column.Numbers(await ReadAsync<double>(group, field, rows).ConfigureAwait(false));
            case ColumnType.Flag: return new Column.Flags(await ReadAsync<bool>(group, field, rows).ConfigureAwait(false));
            default:
                var texts = new string?[rows];
                await group.ReadAsync(field, texts.AsMemory()).ConfigureAwait(false);
                return new Column.Texts(ImmutableCollectionsMarshal.AsImmutableArray(texts)!);
        }
    }

    private static async Task<ImmutableArray<T>> ReadAsync<T>(ParquetRowGroupReader group, DataField field, int rows)
        where T : struct
    {
        var values = new T[rows];
        await group.ReadAsync<T>(field, values.AsMemory()).ConfigureAwait(false);
        return ImmutableCollectionsMarshal.AsImmutableArray(values);
    }
}
