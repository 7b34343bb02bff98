using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Pipelines.Pipeline.Explanations;

/// <summary>Numbers of points as people write them: <c>0-3, 7</c>.</summary>
internal static class PointRanges
{
    /// <param name="points">In ascending order.</param>
    public static string Of(IEnumerable<long> points)
    {
        var text = new StringBuilder();
        long? first = null;
        long last = 0;
        foreach (var point in points)
        {
            if (first is null) first = point;
            else if (point != last + 1)
            {
                Append(text, first.Value, last);
                first = point;
            }
            last = point;
        }
        if (first is not null) Append(text, first.Value, last);
        return text.ToString();
    }

    /// <summary>The numbers that <see cref="Of"/> wrote.</summary>
    public static ImmutableArray<int> Parse(string ranges) =>
    [
        .. from range in ranges.Split(", ", StringSplitOptions.RemoveEmptyEntries)
           let ends = range.Split('-').Select(n => int.Parse(n, CultureInfo.InvariantCulture)).ToArray()
           from number in Enumerable.Range(ends[0], ends[^1] - ends[0] + 1)
           select number,
    ];

    /// <summary>No longer than a column of a table.</summary>
    public static string Short(string ranges, int longest = 24) =>
        ranges.Length <= longest ? ranges : ranges[..ranges.LastIndexOf(',', longest - 4)] + ", ...";

    private static void Append(StringBuilder text, long first, long last)
    {
        if (text.Length > 0) text.Append(", ");
        text.Append(CultureInfo.InvariantCulture, $"{first}");
        if (last > first) text.Append(CultureInfo.InvariantCulture, $"-{last}");
    }
}
