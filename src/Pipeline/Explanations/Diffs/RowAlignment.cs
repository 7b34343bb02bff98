using System.Collections.Immutable;
using System.Globalization;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Explanations.Diffs;

/// <summary>Which rows of two tables belong together: those of the same swept values and replicate, in their order.</summary>
/// <remarks>Points are numbered by their sweep, so that a longer sweep numbers them otherwise: numbers are not compared.</remarks>
/// <param name="Before">Rows of the first table.</param>
/// <param name="After">As many rows of the second.</param>
/// <param name="OnlyBefore">Rows of the first that have no partner.</param>
/// <param name="OnlyAfter">Rows of the second that have none.</param>
internal sealed record RowAlignment(ImmutableArray<int> Before, ImmutableArray<int> After, int OnlyBefore, int OnlyAfter)
{
    /// <param name="before">Columns that say which point a row belongs to.</param>
    /// <param name="after">The same columns of the other table.</param>
    public static RowAlignment Of(Table before, Table after)
    {
        var partners = Groups(after);
        var (first, second) = (ImmutableArray.CreateBuilder<int>(), ImmutableArray.CreateBuilder<int>());
        foreach (var (name, rows) in Groups(before))
        {
            if (!partners.TryGetValue(name, out var others)) continue;
            var count = Math.Min(rows.Count, others.Count);
            first.AddRange(rows.Take(count));
            second.AddRange(others.Take(count));
        }
        return new(first.ToImmutable(), second.ToImmutable(), before.Rows - first.Count, after.Rows - second.Count);
    }

    private static Dictionary<string, List<int>> Groups(Table table)
    {
        var texts = table.Columns.Select(Texts).ToList();
        var groups = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (var row = 0; row < table.Rows; row++)
        {
            var name = string.Join('|', texts.Select(t => t(row)));
            if (!groups.TryGetValue(name, out var rows)) groups[name] = rows = [];
            rows.Add(row);
        }
        return groups;
    }

    /// <summary>The value in a row as a text; numbers so that different ones have different texts.</summary>
    public static Func<int, string> Texts(Column column) => column.Match<Func<int, string>>(
        integers: c => row => c.Values[row].ToString(CultureInfo.InvariantCulture),
        numbers: c => row => c.Values[row].ToString("R", CultureInfo.InvariantCulture),
        texts: c => row => c.Values[row],
        flags: c => row => c.Values[row] ? "true" : "false");
}
