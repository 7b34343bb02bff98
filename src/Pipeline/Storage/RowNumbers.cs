using System.Text.RegularExpressions;
using Pipelines.Model.Inputs.Given;

namespace Pipelines.Pipeline.Storage;

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

    [GeneratedRegex(
        "^(unnamed: [0-9]+|__index_level_[0-9]+__|index|level_0|row_?(nr|names?|numbers?|index|id)?|id|no\\.?|#)$", RegexOptions.IgnoreCase)]
    private static partial Regex Name();
}
