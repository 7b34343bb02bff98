using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.Datasets.Given;

/// <summary>Reads comma-separated numbers under one line of column names; a pure function of the bytes.</summary>
/// <remarks>UTF-8, lines end in LF or CRLF, names may stand in double quotes, numbers are written as in code (1.5e-3), empty lines at the end are ignored.</remarks>
public static class CsvText
{
    private const int MostShown = 40;

    /// <exception cref="InvalidDataException">The text is no rectangle of numbers under distinct names; the message names the line.</exception>
    public static NumericTable Read(ReadOnlySpan<byte> file)
    {
        var lines = Encoding.UTF8.GetString(file).TrimStart('\uFEFF').TrimEnd().Split('\n');
        ImmutableArray<string> names = [.. lines[0].Split(',').Select(n => n.Trim().Trim('"'))];
        if (lines[0].Trim().Length == 0) throw new InvalidDataException("The file is empty; its first line must name the columns.");
        if (names.Length == 1 && lines[0].Trim().AsSpan().IndexOfAny(';', '\t') >= 0)
            throw new InvalidDataException("Line 1 parts its columns by semicolons or tabs; part them by commas, and write numbers with a decimal point.");
        if (names.FirstOrDefault(n => names.Count(m => m == n) > 1) is { } twice) throw new InvalidDataException($"Line 1 names the column '{twice}' twice.");
        if (names.All(n => double.TryParse(n, NumberStyles.Float, CultureInfo.InvariantCulture, out _)))
            throw new InvalidDataException("Line 1 holds numbers; it must name the columns.");
        var values = new double[checked((lines.Length - 1) * names.Length)];
        for (var i = 1; i < lines.Length; i++) ReadLine(lines[i], i + 1, values.AsSpan((i - 1) * names.Length, names.Length));
        return new(names, DenseMatrix<double>.Copy(lines.Length - 1, names.Length, values));
    }

    private static void ReadLine(string line, int number, Span<double> row)
    {
        var fields = line.Split(',');
        if (fields.Length != row.Length) throw new InvalidDataException($"Line {number} has {fields.Length} fields; line 1 names {row.Length} columns.");
        for (var k = 0; k < row.Length; k++)
        {
            if (!double.TryParse(fields[k].Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out row[k]))
                throw new InvalidDataException($"Line {number}: '{Shown(fields[k].Trim())}' is no number.");
        }
    }

    private static string Shown(string field) => field.Length <= MostShown ? field : field[..MostShown] + "...";
}
