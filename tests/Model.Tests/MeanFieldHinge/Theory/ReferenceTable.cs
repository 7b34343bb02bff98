using System.Globalization;
using Pipelines.Tests;

namespace Pipelines.Model.Tests.MeanFieldHinge.Theory;

/// <summary>A committed reference table: named columns of text, read as numbers on demand.</summary>
internal sealed class ReferenceTable
{
    private readonly Dictionary<string, int> _columns;

    private ReferenceTable(string[] header, IReadOnlyList<string[]> rows)
    {
        _columns = header.Select((name, index) => (name, index)).ToDictionary(c => c.name, c => c.index);
        Rows = rows;
    }

    public IReadOnlyList<string[]> Rows { get; }

    public static ReferenceTable Read(string file)
    {
        var lines = File.ReadAllLines(RepositoryFiles.Reference("hinge", file));
        var rows = lines.Skip(1).Where(l => l.Length > 0).Select(Split).ToList();
        Assert.NotEmpty(rows);
        return new ReferenceTable(Split(lines[0]), rows);
    }

    public string Text(string[] row, string column) => row[_columns[column]];

    public double Number(string[] row, string column) => Parse(Text(row, column));

    public double[] Column(string column) => [.. Rows.Select(r => Number(r, column))];

    public static double Parse(string text) => text switch
    {
        "inf" => double.PositiveInfinity,
        "none" or "nan" or "n/a" => double.NaN,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };

    // Commas inside quotes belong to the name of a law.
    private static string[] Split(string line)
    {
        var parts = line.Split('"');
        for (var i = 1; i < parts.Length; i += 2) parts[i] = parts[i].Replace(',', ';');
        return [.. string.Concat(parts).Split(',').Select(p => p.Replace(';', ','))];
    }
}
