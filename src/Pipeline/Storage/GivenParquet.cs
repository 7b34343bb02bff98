using System.Collections.Immutable;
using Parquet;
using Parquet.Meta;
using Parquet.Schema;
using Physical = Parquet.Meta.Type;

namespace Pipelines.Pipeline.Storage;

/// <summary>A Parquet file of numbers that a user gives.</summary>
/// <remarks>The package checks nothing that it reads: given files are read in a process of their own.</remarks>
internal sealed class GivenParquet
{
    private readonly ParquetReader _reader;
    private readonly ImmutableArray<DataField> _fields;
    private readonly HashSet<string> _unsigned;

    private GivenParquet(ParquetReader reader, HashSet<string> unsigned) =>
        (_reader, _fields, _unsigned) = (reader, [.. reader.Schema.GetDataFields()], unsigned);

    public IReadOnlyList<long> GroupRows => [.. _reader.RowGroups.Select(g => g.RowCount)];

    public IEnumerable<string> Columns => _fields.Select(f => f.Name);

    /// <summary>Opens a file of numbers and truth values that somebody else wrote.</summary>
    /// <exception cref="InvalidDataException">It is no Parquet file, not a sound one, or has a column that holds something else.</exception>
    public static Task<GivenParquet> OpenAsync(Stream input) => TableParquetReader.SoundAsync("The file", async () =>
    {
        var reader = await ParquetReader.CreateAsync(input).ConfigureAwait(false);
        var unsigned = new HashSet<string>(StringComparer.Ordinal);
        foreach (var column in reader.Metadata!.Schema.Skip(1))
        {
            if (!HoldsNumbers(column)) throw new InvalidDataException(column.NumChildren > 0
                ? $"Column '{column.Name}' holds several values a row: write a column for each number."
                : $"Column '{column.Name}' is of a type that is not read as numbers: write it as double, float, boolean or an integer (in "
                    + $"DuckDB: \"{column.Name}\"::DOUBLE).");
            if (column.LogicalType is { INTEGER.IsSigned: false } || column.ConvertedType is >= ConvertedType.UINT_8 and <= ConvertedType.UINT_64)
                unsigned.Add(column.Name);

            // The package reads what is stored better than what it means. Runs of truth values it takes for false; of this width it throws.
            (column.LogicalType, column.ConvertedType, column.TypeLength) = (null, null, -16);
        }
        return new GivenParquet(reader, unsigned);
    });

    /// <summary>One column of one row group of a given file.</summary>
    /// <exception cref="InvalidDataException">It is not sound, or a number is missing or is no float64.</exception>
    public Task<double[]> ReadNumbersAsync(int column, int group)
    {
        var (field, isUnsigned) = (_fields[column], _unsigned.Contains(_fields[column].Name));
        return TableParquetReader.SoundAsync(
            $"Column '{field.Name}'{(field.ClrType == typeof(bool) ? " (runs of truth values are not read: write integers)" : "")}", () =>
            field.ClrType == typeof(double) ? ReadNumbersAsync<double>(field, group, v => v)
            : field.ClrType == typeof(float) ? ReadNumbersAsync<float>(field, group, v => v)
            : field.ClrType == typeof(bool) ? ReadNumbersAsync<bool>(field, group, v => v ? 1 : 0)
            : field.ClrType == typeof(int) ? ReadNumbersAsync<int>(field, group, v => isUnsigned ? (uint)v : v)
            : ReadNumbersAsync<long>(field, group, v => ExactNumber.Of(isUnsigned ? (ulong)v : v)));
    }

    private async Task<double[]> ReadNumbersAsync<T>(DataField field, int index, Func<T, double> convert)
        where T : struct
    {
        var (group, before) = (_reader.RowGroups[index], GroupRows.Take(index).Sum());
        var chunk = group.GetMetadata(field)!.MetaData!;
        if (chunk.NumValues != group.RowCount)
            throw new InvalidDataException(
                $"Column '{field.Name}' has {chunk.NumValues} values in a group of {group.RowCount} rows; write a number a row.");
        if (chunk.Codec is CompressionCodec.LZ4 or CompressionCodec.LZO)
            throw new InvalidDataException($"Column '{field.Name}' is compressed with {chunk.Codec}: use ZSTD, SNAPPY or LZ4_RAW.");
        var (values, levels) = (new T[group.RowCount], new int[field.IsNullable ? group.RowCount : 0]);
        await group.ReadRawAsync<T>(field, values, field.IsNullable ? levels.AsMemory() : (Memory<int>?)null, null).ConfigureAwait(false);
        if (Array.IndexOf(levels, 0) is >= 0 and var row)
            throw new InvalidDataException($"Column '{field.Name}' has no value in row {before + row + 1}; write one, or leave the row out.");
        return ExactNumber.All(values, convert, row => $"Row {before + row + 1}, column '{field.Name}'");
    }

    private static bool HoldsNumbers(SchemaElement column) =>
        column.NumChildren is null or 0 && column.RepetitionType is FieldRepetitionType.REQUIRED or FieldRepetitionType.OPTIONAL
        && column.Type is Physical.BOOLEAN or Physical.INT32 or Physical.INT64 or Physical.FLOAT or Physical.DOUBLE
        && column.LogicalType is null or { INTEGER: not null }
        && column.ConvertedType is null or (>= ConvertedType.UINT_8 and <= ConvertedType.INT_64);
}
