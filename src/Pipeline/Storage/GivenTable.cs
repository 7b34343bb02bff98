using Parquet;
using Parquet.Schema;
using Pipelines.Model.Datasets.Given;
using Pipelines.Model.Numerics;

namespace Pipelines.Pipeline.Storage;

/// <summary>Numbers that users give in a file: Parquet, NumPy, HDF5 or CSV, told apart by its first bytes; gzip around them is undone.</summary>
public static class GivenTable
{
    /// <exception cref="InvalidDataException">The file is none of these, is damaged, or holds something that is no number.</exception>
    /// <param name="file">The file.</param>
    /// <param name="member">The part of a file of arrays that is read; null for all of it.</param>
    public static NumericTable Read(ReadOnlyMemory<byte> file, string? member = null)
    {
        var content = GivenFormat.Opened(file);
        return RowNumbers.Refused(
            GivenArrays.Are(content.Span) ? ArrayTable.Of(GivenArrays.Read(content, member))
            : member is not null ? throw new InvalidDataException($"There is no '{member}' in a file that is one table.")
            : GivenFormat.IsParquet(content.Span) ? ReadParquet(content.ToArray())
            : CsvTable.Read(content));
    }

    private static NumericTable ReadParquet(byte[] bytes)
    {
        try
        {
            return ReadParquetAsync(bytes).GetAwaiter().GetResult();
        }
        catch (ParquetException exception)
        {
            throw new InvalidDataException(exception.Message, exception);
        }
    }

    private static async Task<NumericTable> ReadParquetAsync(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes, writable: false);
        var reader = await ParquetReader.CreateAsync(stream).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            var fields = reader.Schema.GetDataFields();
            var columns = new List<double>[fields.Length];
            for (var k = 0; k < fields.Length; k++)
            {
                columns[k] = [];
                for (var g = 0; g < reader.RowGroupCount; g++)
                {
                    using var group = reader.OpenRowGroupReader(g);
                    columns[k].AddRange(await ReadColumnAsync(group, fields[k]).ConfigureAwait(false));
                }
            }
            var rows = columns.Length == 0 ? 0 : columns[0].Count;
            return new([.. fields.Select(f => f.Name)], DenseMatrix<double>.Create(rows, columns.Length, columns, static (target, from) =>
            {
                for (var i = 0; i < target.Length; i++) target[i] = from[i % from.Length][i / from.Length];
            }));
        }
    }

    private static async Task<IEnumerable<double>> ReadColumnAsync(ParquetRowGroupReader group, DataField field)
    {
        if (field.ClrType == typeof(double)) return await NumbersAsync<double>(group, field, v => v).ConfigureAwait(false);
        if (field.ClrType == typeof(float)) return await NumbersAsync<float>(group, field, v => v).ConfigureAwait(false);
        if (field.ClrType == typeof(long)) return await NumbersAsync<long>(group, field, v => v).ConfigureAwait(false);
        if (field.ClrType == typeof(int)) return await NumbersAsync<int>(group, field, v => v).ConfigureAwait(false);
        throw new InvalidDataException($"Column '{field.Name}' is of a type that is not read as numbers: write it as double, float, int64 or int32 (in DuckDB: \"{field.Name}\"::DOUBLE).");
    }

    private static async Task<IEnumerable<double>> NumbersAsync<T>(ParquetRowGroupReader group, DataField field, Func<T, double> convert)
        where T : struct
    {
        if (!field.IsNullable)
        {
            var values = new T[group.RowCount];
            await group.ReadAsync<T>(field, values.AsMemory()).ConfigureAwait(false);
            return values.Select(convert);
        }
        var optional = new T?[group.RowCount];
        await group.ReadAsync<T>(field, optional.AsMemory()).ConfigureAwait(false);
        return optional.Select((v, row) => v is { } value ? convert(value) : throw new InvalidDataException($"Column '{field.Name}' has no value in row {row}."));
    }
}
