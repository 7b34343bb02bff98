using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Pipelines.Model.Inputs.Given;

namespace Pipelines.Pipeline.Storage;

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
        GivenArrays.Are(content.Span) ? ArrayTable.Of(GivenArrays.Read(content, member))
        : member is not null ? throw new InvalidDataException($"There is no '{member}' in a file that is one table; name the file alone.")
        : GivenFormat.IsParquet(content.Span) ? ReadParquet(content)
        : CsvTable.Read(content, names);

    /// <summary>The same for figures, which read the columns that they name: numbers of rows are no mistake, and columns of a CSV file may hold
    /// texts.</summary>
    /// <param name="file">The file.</param>
    /// <param name="member">The part of a file of arrays that is read; null for all of it.</param>
    /// <exception cref="InvalidDataException">The file is none of these, is damaged, or is no table.</exception>
    public static LooseTable ReadLoose(ReadOnlyMemory<byte> file, string? member = null)
    {
        var content = GivenFormat.Opened(file);
        return member is null && !GivenArrays.Are(content.Span) && !GivenFormat.IsParquet(content.Span)
            ? CsvTable.ReadLoose(content)
            : new(Whole(content, member, null), ImmutableDictionary<string, LooseTable.Texts>.Empty);
    }

    private static NumericTable ReadParquet(ReadOnlyMemory<byte> content)
    {
        using var reader = new ParquetProcess();
        return reader.Read(content.ToArray());
    }
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
