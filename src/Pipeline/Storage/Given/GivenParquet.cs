using System.Collections.Immutable;
using Parquet;
using Parquet.Meta;
using Parquet.Schema;
using Pipelines.Pipeline.Storage.Tables;
using Physical = Parquet.Meta.Type;

namespace Pipelines.Pipeline.Storage.Given;

/// <summary>A Parquet file of numbers that a user gives.</summary>
/// <remarks>The package checks nothing that it reads: given files are read in a process of their own.</remarks>
internal sealed class GivenParquet
{
    private readonly ParquetReader _reader;
    private readonly ImmutableArray<GivenColumn> _columns;
    private readonly ImmutableDictionary<string, DataField> _fields;
    private readonly bool _isLoose;

    private GivenParquet(ParquetReader reader, ImmutableArray<GivenColumn> columns, bool isLoose)
    {
        (_reader, _columns, _isLoose) = (reader, columns, isLoose);
        _fields = reader.Schema.GetDataFields().Where(f => f.Path.Length == 1).DistinctBy(f => f.Name)
            .ToImmutableDictionary(f => f.Name, StringComparer.Ordinal);
    }

    public IReadOnlyList<long> GroupRows => [.. _reader.RowGroups.Select(g => g.RowCount)];

    public IEnumerable<string> Columns => _columns.Select(c => c.Name);

    /// <summary>Opens a file that somebody else wrote.</summary>
    /// <param name="input">The file.</param>
    /// <param name="isLoose">Columns of texts are read, numbers may be missing, and a column that is neither is refused when it is read.</param>
    /// <exception cref="InvalidDataException">It is no Parquet file, not a sound one, or has a column that is not read.</exception>
    public static Task<GivenParquet> OpenAsync(Stream input, bool isLoose) => TableParquetReader.SoundAsync("The file", async () =>
    {
        var reader = await ParquetReader.CreateAsync(input).ConfigureAwait(false);
        var (schema, columns) = (reader.Metadata!.Schema, ImmutableArray.CreateBuilder<GivenColumn>());
        for (var at = 1; at < schema.Count; at = After(schema, at))
        {
            var column = GivenColumn.Of(schema[at]);
            if (column.Refusal is { } refusal && !isLoose) throw new InvalidDataException(refusal);
            columns.Add(column);

            // The package reads what is stored better than what it means. Runs of truth values it takes for false; of this width it throws.
            if (column.Refusal is null) (schema[at].LogicalType, schema[at].ConvertedType, schema[at].TypeLength) = (null, null, -16);
        }
        return new GivenParquet(reader, columns.ToImmutable(), isLoose);
    });

    /// <summary>The column holds texts.</summary>
    public bool HoldsTexts(int column) => _columns[column].HoldsTexts;

    /// <summary>One column of one row group, of texts; a missing one is empty.</summary>
    /// <exception cref="InvalidDataException">It is not sound.</exception>
    public Task<string[]> ReadTextsAsync(int column, int group) => TableParquetReader.SoundAsync($"Column '{_columns[column].Name}'", async () =>
    {
        var field = _fields[_columns[column].Name];
        var texts = new string?[Sound(_reader.RowGroups[group], field)];
        await _reader.RowGroups[group].ReadAsync(field, texts.AsMemory(), null).ConfigureAwait(false);
        return Array.ConvertAll(texts, text => text ?? "");
    });

    /// <summary>One column of one row group, of numbers.</summary>
    /// <exception cref="InvalidDataException">It holds something else, is not sound, or a number is missing or is no float64.</exception>
    public Task<double[]> ReadNumbersAsync(int column, int group)
    {
        var (name, _, isUnsigned, refusal) = _columns[column];
        if (refusal is not null) throw new InvalidDataException(refusal);
        var field = _fields[name];
        return TableParquetReader.SoundAsync(
            $"Column '{name}'{(field.ClrType == typeof(bool) ? " (runs of truth values are not read: write integers)" : "")}", () =>
            field.ClrType == typeof(double) ? ReadNumbersAsync<double>(field, group, v => v)
            : field.ClrType == typeof(float) ? ReadNumbersAsync<float>(field, group, v => v)
            : field.ClrType == typeof(bool) ? ReadNumbersAsync<bool>(field, group, v => v ? 1 : 0)
            : field.ClrType == typeof(int) ? ReadNumbersAsync<int>(field, group, v => isUnsigned ? (uint)v : v)
            : _isLoose ? ReadNumbersAsync<long>(field, group, v => isUnsigned ? (ulong)v : v)
            : ReadNumbersAsync<long>(field, group, v => ExactNumber.Of(isUnsigned ? (ulong)v : v)));
    }

    private async Task<double[]> ReadNumbersAsync<T>(DataField field, int index, Func<T, double> convert)
        where T : struct
    {
        var (group, before) = (_reader.RowGroups[index], GroupRows.Take(index).Sum());
        var rows = Sound(group, field);
        var (values, levels) = (new T[rows], new int[field.IsNullable ? rows : 0]);
        await group.ReadRawAsync<T>(field, values, field.IsNullable ? levels.AsMemory() : (Memory<int>?)null, null).ConfigureAwait(false);
        var missing = Array.IndexOf(levels, 0);
        if (missing >= 0 && !_isLoose)
            throw new InvalidDataException($"Column '{field.Name}' has no value in row {before + missing + 1}; write one, or leave the row out.");
        var numbers = ExactNumber.All(values, convert, row => $"Row {before + row + 1}, column '{field.Name}'");
        return missing < 0 ? numbers : Spread(numbers, levels);
    }

    /// <summary>The numbers that are there, which stand at the beginning, at their rows; NaN at those without one.</summary>
    private static double[] Spread(double[] numbers, int[] levels)
    {
        var next = 0;
        return Array.ConvertAll(levels, level => level == 0 ? double.NaN : numbers[next++]);
    }

    /// <summary>The rows of a group, of which the column has a value each and a codec that is read.</summary>
    private static long Sound(ParquetRowGroupReader group, DataField field)
    {
        var chunk = group.GetMetadata(field)!.MetaData!;
        if (chunk.NumValues != group.RowCount)
            throw new InvalidDataException(
                $"Column '{field.Name}' has {chunk.NumValues} values in a group of {group.RowCount} rows; write a number a row.");
        return chunk.Codec is CompressionCodec.LZ4 or CompressionCodec.LZO
            ? throw new InvalidDataException($"Column '{field.Name}' is compressed with {chunk.Codec}: use ZSTD, SNAPPY or LZ4_RAW.")
            : group.RowCount;
    }

    /// <summary>The place behind a column and all that it consists of.</summary>
    private static int After(List<SchemaElement> schema, int at)
    {
        var parts = schema[at].NumChildren ?? 0;
        for (at++; parts > 0 && at < schema.Count; parts--) at = After(schema, at);
        return at;
    }
}

/// <summary>A column of a given Parquet file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="HoldsTexts">It holds texts.</param>
/// <param name="IsUnsigned">Its integers have no sign.</param>
/// <param name="Refusal">Why it cannot be taken for numbers; null where it can.</param>
internal sealed record GivenColumn(string Name, bool HoldsTexts, bool IsUnsigned, string? Refusal)
{
    public static GivenColumn Of(SchemaElement column)
    {
        var isPlain = column.NumChildren is null or 0 && column.RepetitionType is FieldRepetitionType.REQUIRED or FieldRepetitionType.OPTIONAL;
        return new(
            column.Name, isPlain && AreTexts(column),
            column.LogicalType is { INTEGER.IsSigned: false } || column.ConvertedType is >= ConvertedType.UINT_8 and <= ConvertedType.UINT_64,
            isPlain && AreNumbers(column) ? null
            : column.NumChildren > 0 ? $"Column '{column.Name}' holds several values a row: write a column for each number."
            : $"Column '{column.Name}' is of a type that is not read as numbers: write it as double, float, boolean or an integer (in "
                + $"DuckDB: \"{column.Name}\"::DOUBLE).");
    }

    private static bool AreNumbers(SchemaElement column) =>
        column.Type is Physical.BOOLEAN or Physical.INT32 or Physical.INT64 or Physical.FLOAT or Physical.DOUBLE
        && column.LogicalType is null or { INTEGER: not null }
        && column.ConvertedType is null or (>= ConvertedType.UINT_8 and <= ConvertedType.INT_64);

    private static bool AreTexts(SchemaElement column) => column.Type is Physical.BYTE_ARRAY
        && (column.LogicalType is { STRING: not null } || column.ConvertedType is ConvertedType.UTF8);
}
