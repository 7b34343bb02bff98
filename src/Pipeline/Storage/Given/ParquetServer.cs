using System.Collections.Immutable;
using Parquet;
using Parquet.Meta;
using Parquet.Schema;
using Pipelines.Pipeline.Storage.Tables;
using Physical = Parquet.Meta.Type;

namespace Pipelines.Pipeline.Storage.Given;

/// <summary>The other side of <see cref="ParquetProcess"/>: reads given Parquet files from standard input and writes their numbers to standard
/// output.</summary>
/// <remarks>Damaged bytes can make the package loop for ever or take all memory: that ends this process and no other.</remarks>
internal static class ParquetServer
{
    /// <summary>The one argument of a program that is to serve.</summary>
    public const string Argument = "--read-given-parquet";

    /// <summary>Exit code of a process that took too long.</summary>
    public const int TooLong = 113;

    /// <summary>What an answer consists of: names and rows, then numbers, then an end; or a problem.</summary>
    public const byte End = 0, Shape = 1, Numbers = 2, Problem = 3;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    /// <summary>Processor time for a file: twenty times what a sound one of most numbers takes.</summary>
    public static TimeSpan LimitOf(long bytes) => TimeSpan.FromSeconds(6 + (bytes / 10e6));

    /// <summary>Answers until standard input ends.</summary>
    public static int Serve(Stream input, Stream output)
    {
        var (limit, isBusy) = (TimeSpan.Zero, false);
        using var watch = new Timer(_ =>
        {
            if (Volatile.Read(ref isBusy) && Environment.CpuUsage.TotalTime > limit)
                Environment.Exit(TooLong);
        }, null, Tick, Tick);
        using var reader = new BinaryReader(new BufferedStream(input));
        using var writer = new BinaryWriter(new BufferedStream(output, 1 << 16));
        while (TryReadLength(reader) is { } length)
        {
            limit = Environment.CpuUsage.TotalTime + LimitOf(length);
            Volatile.Write(ref isBusy, true);
            Answer(reader, length, writer);
            Volatile.Write(ref isBusy, false);
            writer.Flush();
        }
        return 0;
    }

    private static int? TryReadLength(BinaryReader reader)
    {
        try
        {
            return reader.ReadInt32();
        }
        catch (EndOfStreamException)
        {
            return null;
        }
    }

    private static void Answer(BinaryReader reader, int length, BinaryWriter writer)
    {
        try
        {
            AnswerAsync(reader.ReadBytes(length), writer).GetAwaiter().GetResult();
            writer.Write(End);
        }
        catch (Exception exception) when (exception is InvalidDataException or OutOfMemoryException)
        {
            writer.Write(Problem);
            writer.Write(exception is InvalidDataException ? exception.Message : "The file takes more memory than one of its length should.");
        }
    }

    private static async Task AnswerAsync(byte[] bytes, BinaryWriter writer)
    {
        var file = await GivenParquet.OpenAsync(new MemoryStream(bytes, writable: false)).ConfigureAwait(false);
        var names = file.Columns.ToList();
        if (names.GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new InvalidDataException($"There are several columns '{twice.Key}'; rename one.");
        if (file.GroupRows.Any(r => r is < 0 or > int.MaxValue))
            throw new InvalidDataException("A row group has an impossible number of rows; get the file again.");
        writer.Write(Shape);
        writer.Write(names.Count);
        foreach (var name in names) writer.Write(name);
        writer.Write(file.GroupRows.Sum());
        for (var column = 0; column < names.Count; column++)
        {
            for (var group = 0; group < file.GroupRows.Count; group++)
            {
                var numbers = await file.ReadNumbersAsync(column, group).ConfigureAwait(false);
                writer.Write(Numbers);
                writer.Write(numbers.Length);
                writer.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes<double>(numbers));
            }
        }
    }
}

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
