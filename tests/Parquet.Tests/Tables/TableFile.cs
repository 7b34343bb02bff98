using Parquet;
using Parquet.Schema;

namespace Pipelines.Parquet.Tests.Tables;

/// <summary>Writes and reads tables through the public interface alone.</summary>
internal static class TableFile
{
    public static async Task<byte[]> WriteAsync(Table table)
    {
        var stream = new MemoryStream();
        var options = new ParquetOptions { CompressionMethod = table.Compression };
        foreach (var column in table.Columns) options.ColumnEncodingHints[column.Name] = column.Hint;
        var schema = new ParquetSchema(table.Columns.Select(column => column.Field));
        await using (var writer = await ParquetWriter.CreateAsync(schema, stream, options))
        {
            writer.CustomMetadata = table.Metadata;
            foreach (var (start, count) in table.Groups())
            {
                using var group = writer.CreateRowGroup();
                foreach (var (column, field) in table.Columns.Zip(schema.DataFields))
                    await WriteColumnAsync(group, field, column, column.Values.AsMemory(start, count));
                group.CompleteValidate();
            }
        }
        return stream.ToArray();
    }

    /// <summary>Values of all columns, in order, all row groups joined.</summary>
    public static async Task<List<object?[]>> ReadAsync(ParquetReader reader)
    {
        var columns = new List<object?[]>();
        foreach (var field in reader.Schema.DataFields)
        {
            var values = new List<object?>();
            foreach (var group in reader.RowGroups) values.AddRange(await ReadColumnAsync(group, field));
            columns.Add([.. values]);
        }
        return columns;
    }

    public static async Task<List<object?[]>> ReadAsync(byte[] file)
    {
        await using var reader = await ParquetReader.CreateAsync(new MemoryStream(file));
        return await ReadAsync(reader);
    }

    public static async Task<object?[]> ReadColumnAsync(ParquetRowGroupReader group, DataField field)
    {
        var rows = (int)group.RowCount;
        if (field.ClrType == typeof(string)) return await ReadTextAsync(group, field, rows);
        if (field.ClrType == typeof(byte[])) return await ReadBytesAsync(group, field, rows);
        if (field.ClrType == typeof(bool)) return await ReadNumbersAsync<bool>(group, field, rows);
        if (field.ClrType == typeof(int)) return await ReadNumbersAsync<int>(group, field, rows);
        if (field.ClrType == typeof(long)) return await ReadNumbersAsync<long>(group, field, rows);
        if (field.ClrType == typeof(float)) return await ReadNumbersAsync<float>(group, field, rows);
        return await ReadNumbersAsync<double>(group, field, rows);
    }

    private static Task WriteColumnAsync(ParquetRowGroupWriter group, DataField field, TableColumn column, ReadOnlyMemory<object?> values)
    {
        var unit = new Dictionary<string, string> { ["unit"] = $"unit of {column.Name}" };
        if (column.Type == typeof(string)) return group.WriteAsync(field, values.ToArray().Cast<string?>().ToList());
        if (column.Type == typeof(byte[])) return group.WriteAsync(field, values.ToArray().Cast<byte[]?>().ToList());
        if (column.Type == typeof(bool)) return WriteNumbersAsync<bool>(group, field, column, values, unit);
        if (column.Type == typeof(int)) return WriteNumbersAsync<int>(group, field, column, values, unit);
        if (column.Type == typeof(long)) return WriteNumbersAsync<long>(group, field, column, values, unit);
        return column.Type == typeof(float)
            ? WriteNumbersAsync<float>(group, field, column, values, unit)
            : WriteNumbersAsync<double>(group, field, column, values, unit);
    }

    private static Task WriteNumbersAsync<T>(
        ParquetRowGroupWriter group, DataField field, TableColumn column, ReadOnlyMemory<object?> values, Dictionary<string, string> unit)
        where T : struct =>
        column.Optional
            ? group.WriteAsync<T>(field, values.ToArray().Select(value => (T?)value).ToArray(), customMetadata: unit)
            : group.WriteAsync<T>(field, values.ToArray().Cast<T>().ToArray(), customMetadata: unit);

    private static async Task<object?[]> ReadNumbersAsync<T>(ParquetRowGroupReader group, DataField field, int rows)
        where T : struct
    {
        if (field.IsNullable)
        {
            var optional = new T?[rows];
            await group.ReadAsync<T>(field, optional.AsMemory());
            return [.. optional.Cast<object?>()];
        }
        var required = new T[rows];
        await group.ReadAsync<T>(field, required.AsMemory());
        return [.. required.Cast<object?>()];
    }

    private static async Task<object?[]> ReadTextAsync(ParquetRowGroupReader group, DataField field, int rows)
    {
        var values = new string?[rows];
        await group.ReadAsync(field, values.AsMemory());
        return [.. values];
    }

    private static async Task<object?[]> ReadBytesAsync(ParquetRowGroupReader group, DataField field, int rows)
    {
        var values = new byte[]?[rows];
        await group.ReadAsync(field, values.AsMemory());
        return [.. values];
    }
}
