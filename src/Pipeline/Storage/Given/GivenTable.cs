using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Pipelines.Model.Inputs.Given;
using Pipelines.Model.Numerics;

namespace Pipelines.Pipeline.Storage.Given;

/// <summary>Numbers that users give in a file: Parquet, NumPy, HDF5 or CSV, told apart by its first bytes; gzip around them is undone.</summary>
internal static class GivenTable
{
    /// <param name="file">The file.</param>
    /// <param name="member">The part of a file of arrays that is read; null for all of it.</param>
    /// <param name="names">A column that may hold names in place of numbers in a CSV file.</param>
    /// <exception cref="InvalidDataException">The file is none of these, is damaged, or holds something that is no number.</exception>
    public static NumericTable Read(ReadOnlyMemory<byte> file, string? member = null, string? names = null) =>
        RowNumbers.Refused(Whole(GivenFormat.Opened(file), member, names));

    private static NumericTable Whole(ReadOnlyMemory<byte> content, string? member, string? names) =>
        GivenArrays.Are(content.Span) ? ArrayTable.Of(GivenArrays.Read(content, member), isLoose: false).Numbers
        : member is not null ? throw NoMember(member)
        : GivenFormat.IsParquet(content.Span) ? OfParquet(content, isLoose: false).Numbers
        : CsvTable.Read(content, names);

    /// <summary>The same for figures, which read the columns that they name: numbers of rows are no mistake, and other columns may hold texts or
    /// something that is not read at all. A number that is missing is NaN.</summary>
    /// <param name="file">The file.</param>
    /// <param name="member">The part of a file of arrays that is read; null for all of it.</param>
    /// <exception cref="InvalidDataException">The file is none of these, is damaged, or is no table.</exception>
    public static LooseTable ReadLoose(ReadOnlyMemory<byte> file, string? member = null)
    {
        var content = GivenFormat.Opened(file);
        return GivenArrays.Are(content.Span) ? ArrayTable.Of(GivenArrays.Read(content, member, isLoose: true), isLoose: true)
            : member is not null ? throw NoMember(member)
            : GivenFormat.IsParquet(content.Span) ? OfParquet(content, isLoose: true)
            : CsvTable.ReadLoose(content);
    }

    private static LooseTable OfParquet(ReadOnlyMemory<byte> content, bool isLoose)
    {
        using var process = new ParquetProcess();
        return process.Read(content.ToArray(), isLoose);
    }

    private static InvalidDataException NoMember(string member) =>
        new($"There is no '{member}' in a file that is one table; name the file alone.");
}

/// <summary>Row numbers that a program wrote beside the data: nobody means to train on them.</summary>
internal static partial class RowNumbers
{
    /// <exception cref="InvalidDataException">A column has a name that programs give to row numbers, and holds them.</exception>
    public static NumericTable Refused(NumericTable table)
    {
        for (var k = 0; k < table.Columns.Length && table.Rows > 1; k++)
        {
            if (!Name().IsMatch(table.Columns[k]) || !Counts(table, k)) continue;
            throw new InvalidDataException(
                $"The column '{table.Columns[k]}' holds the numbers of the rows, an index. Leave it out (pandas: index=False), or give it another "
                    + $"name if it is an input.");
        }
        return table;
    }

    private static bool Counts(NumericTable table, int column)
    {
        var first = table.Values[0, column];
        for (var row = 0; row < table.Rows; row++)
        {
            if (table.Values[row, column] != first + row) return false;
        }
        return first is 0 or 1;
    }

    // pandas (also after a second round trip), readr, R, and names that people give.
    [GeneratedRegex(
        @"^(unnamed: [0-9]+(\.[0-9]+|_level_[0-9]+)*|__index_level_[0-9]+__|level_0|\.\.\.[0-9]+|(?-i:X(\.[0-9]+)?)"
            + @"|index|row_?(nr|names?|numbers?|index|id)?|id|no\.?|#)$", RegexOptions.IgnoreCase)]
    private static partial Regex Name();
}

/// <summary>Arrays as a table: the first dimension is the row.</summary>
/// <remarks>
/// An array of one number a row is a column of its name. One of several is as many columns: x[0], x[1], ..., or 0, 1, ... where the file is one array
/// without a name.
/// </remarks>
internal static class ArrayTable
{
    /// <param name="all">The arrays.</param>
    /// <param name="isLoose">Those that are not read, and single numbers, are columns that cannot be used; else they are errors.</param>
    /// <exception cref="InvalidDataException">There is no array, one has no dimension, or they have different numbers of rows.</exception>
    public static LooseTable Of(ImmutableArray<NumericArray> all, bool isLoose)
    {
        ImmutableArray<NumericArray> arrays = [.. all.Where(a => !(isLoose && a.Shape.IsEmpty))];
        var unread = all.Except(arrays).ToDictionary(a => a.Name, a => a.Other ?? new(default, Single(a)), StringComparer.Ordinal);
        var others = arrays.Where(a => a.Other is not null).Select(a => KeyValuePair.Create(a.Name, a.Other!)).Concat(unread)
            .ToImmutableDictionary(StringComparer.Ordinal);
        var table = Numbers(arrays);
        return new(unread.Count == 0 ? table : Beside(table, [.. unread.Keys]), others);
    }

    private static string Single(NumericArray scalar) =>
        $"{scalar.Shown} is a single number; arrays with a number of rows are expected; name one behind the path: FILE#NAME.";

    /// <summary>The table with columns of which nothing is read.</summary>
    private static NumericTable Beside(NumericTable table, ImmutableArray<string> unread)
    {
        var width = table.Columns.Length + unread.Length;
        return new([.. table.Columns, .. unread], DenseMatrix<double>.Create(table.Rows, width, table.Values, static (target, from) =>
        {
            target.Fill(double.NaN);
            var width = from.Rows == 0 ? 0 : target.Length / from.Rows;
            for (var row = 0; row < from.Rows; row++)
            {
                for (var column = 0; column < from.Columns; column++) target[(row * width) + column] = from[row, column];
            }
        }));
    }

    private static NumericTable Numbers(ImmutableArray<NumericArray> arrays)
    {
        if (arrays.IsEmpty) throw new InvalidDataException("The file holds no array of numbers; name one that does.");
        if (arrays.FirstOrDefault(a => a.Shape.IsEmpty) is { } scalar)
            throw new InvalidDataException(Single(scalar));
        var rows = arrays[0].Shape[0];
        if (arrays.FirstOrDefault(a => a.Shape[0] != rows) is { } other)
            throw new InvalidDataException(
                $"{arrays[0].Shown} has {rows} rows, {other.Shown} has {other.Shape[0]}; all arrays of a file are columns of one table; "
                    + "name one behind the path: FILE#NAME.");
        ImmutableArray<int> widths = [.. arrays.Select(a => NumericArray.Count(a.Shown, a.Shape.Skip(1).Select(s => (long)s)))];
        var names = arrays.Zip(widths).SelectMany(a => Names(a.First, a.Second)).ToImmutableArray();
        if (names.Distinct(StringComparer.Ordinal).Count() < names.Length)
            throw new InvalidDataException("Two columns have the same name; rename one.");
        if ((long)rows * names.Length > Array.MaxLength)
            throw new InvalidDataException($"{rows} x {names.Length} numbers are more than one array holds, {Array.MaxLength}; split the file.");
        return new(names, DenseMatrix<double>.Create(rows, names.Length, (arrays, widths), static (target, from) =>
        {
            var i = 0;
            for (var row = 0; i < target.Length; row++)
            {
                for (var a = 0; a < from.arrays.Length; a++)
                {
                    from.arrays[a].Values.AsSpan(row * from.widths[a], from.widths[a]).CopyTo(target[i..]);
                    i += from.widths[a];
                }
            }
        }));
    }

    private static IEnumerable<string> Names(NumericArray array, int width)
    {
        if (array.Name.Length > 0 && width == 1) return [array.Name];
        var indices = Enumerable.Range(0, width).Select(k => k.ToString(CultureInfo.InvariantCulture));
        return array.Name.Length == 0 ? indices : indices.Select(k => $"{array.Name}[{k}]");
    }
}
