using System.Collections.Immutable;
using System.Globalization;
using nietras.SeparatedValues;

namespace Pipelines.Pipeline.Storage;

/// <summary>The names of the columns of a CSV file.</summary>
internal static class CsvNames
{
    /// <param name="row">The line of names.</param>
    /// <param name="line">Its number.</param>
    /// <param name="isLoose">A column without a name is called by its place.</param>
    /// <exception cref="InvalidDataException">A column has no name, two have the same, or all of them are numbers.</exception>
    public static ImmutableArray<string> Of(SepReader.Row row, int line, bool isLoose = false)
    {
        var names = ImmutableArray.CreateBuilder<string>(row.ColCount);
        var known = new HashSet<string>(StringComparer.Ordinal);
        var areNumbers = true;
        for (var k = 0; k < row.ColCount; k++)
        {
            // NumPy writes its header as a comment.
            var name = row[k].ToString();
            if (k == 0) name = name.TrimStart('#').TrimStart();
            if (name.Length == 0 && isLoose) name = string.Create(CultureInfo.InvariantCulture, $"column {k + 1}");
            if (name.Length == 0)
            {
                throw new InvalidDataException(
                    $"Line {line}: column {k + 1} has no name. If it holds the numbers of the rows, leave it out (pandas: index=False; R: row.names "
                        + $"= FALSE); else name it.");
            }
            if (!known.Add(name)) throw new InvalidDataException($"Line {line} names the column '{name}' twice; rename one.");
            areNumbers &= double.TryParse(name, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
            names.Add(name);
        }
        return areNumbers
            ? throw new InvalidDataException($"Line {line} holds numbers; it must name the columns. Write their names above.")
            : names.MoveToImmutable();
    }
}
