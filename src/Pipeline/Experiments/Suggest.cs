namespace Pipelines.Pipeline.Experiments;

/// <summary>"Did you mean": the nearest name to one that was mistyped, for keys, values and verbs alike.</summary>
internal static class Suggest
{
    private const int LongestTyped = 64;
    private const int ShortestPart = 4;

    // Rows of a QWERTY keyboard; a slip to a neighbour is likelier than to any other letter.
    private static readonly string[] Rows = ["1234567890-", "qwertyuiop", "asdfghjkl", "zxcvbnm_"];

    /// <summary>The candidate at the smallest Damerau-Levenshtein distance, if near enough to be meant; the first of equals.</summary>
    /// <remarks>
    /// Letter case, '-' and '_' count for little, a slip to a neighbouring key for less than another letter. Near enough is a distance of at most
    /// a third of the longer name, and at least 1, with something left of what was typed. Failing that, the only candidate that holds what was typed
    /// or is held by it.
    /// </remarks>
    public static string? Nearest(string typed, IEnumerable<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(typed);
        ArgumentNullException.ThrowIfNull(candidates);
        return Slip(typed, candidates) ?? (typed.Length is 0 or > LongestTyped ? null : OnlyOneWith(typed, candidates));
    }

    /// <summary>The same by the distance alone.</summary>
    public static string? Slip(string typed, IEnumerable<string> candidates)
    {
        if (typed.Length is 0 or > LongestTyped) return null;
        string? nearest = null;
        var smallest = double.PositiveInfinity;
        foreach (var candidate in candidates)
        {
            var distance = Distance(typed, candidate);
            var limit = Math.Max(1.0, Math.Max(typed.Length, candidate.Length) / 3);
            if (distance > limit || distance >= smallest || distance >= Math.Max(typed.Length, candidate.Length)) continue;
            (nearest, smallest) = (candidate, distance);
        }
        return nearest;
    }

    // A part of a name, 'hinge' say, or a name with something added.
    private static string? OnlyOneWith(string typed, IEnumerable<string> candidates)
    {
        if (typed.Length < ShortestPart) return null;
        var with = candidates
            .Where(c => c.Contains(typed, StringComparison.OrdinalIgnoreCase)
                || (c.Length >= ShortestPart && typed.Contains(c, StringComparison.OrdinalIgnoreCase)))
            .Take(2).ToList();
        return with.Count == 1 ? with[0] : null;
    }

    /// <summary>"did you mean 'x'?", or nothing.</summary>
    public static string Sentence(string typed, IEnumerable<string> candidates) =>
        Nearest(typed, candidates) is { } name ? $"did you mean '{name}'?" : "";

    /// <summary>Optimal string alignment: insertions, deletions, substitutions and swaps of two neighbours, no part edited twice.</summary>
    internal static double Distance(string typed, string meant)
    {
        var width = meant.Length + 1;
        Span<double> cells = new double[3 * width];
        for (var j = 1; j < width; j++) cells[j] = cells[j - 1] + Gap(meant[j - 1]);
        for (var i = 1; i <= typed.Length; i++)
        {
            var above = cells.Slice((i - 1) % 3 * width, width);
            var row = cells.Slice(i % 3 * width, width);
            row[0] = above[0] + Gap(typed[i - 1]);
            for (var j = 1; j < width; j++)
            {
                var change = above[j - 1] + Substitution(typed[i - 1], meant[j - 1]);
                row[j] = Math.Min(change, Math.Min(above[j] + Gap(typed[i - 1]), row[j - 1] + Gap(meant[j - 1])));
                if (i > 1 && j > 1 && typed[i - 1] == meant[j - 2] && typed[i - 2] == meant[j - 1])
                    row[j] = Math.Min(row[j], cells[((i - 2) % 3 * width) + j - 2] + 0.9);
            }
        }
        return cells[(typed.Length % 3 * width) + meant.Length];
    }

    private static double Gap(char letter) => letter is '-' or '_' or ' ' ? 0.2 : 1;

    private static double Substitution(char typed, char meant) =>
        typed == meant ? 0
        : char.ToLowerInvariant(typed) == char.ToLowerInvariant(meant) ? 0.1
        : AreNeighbours(char.ToLowerInvariant(typed), char.ToLowerInvariant(meant)) ? 0.9
        : 1;

    private static bool AreNeighbours(char a, char b)
    {
        for (var row = 0; row < Rows.Length; row++)
        {
            var column = Rows[row].IndexOf(a, StringComparison.Ordinal);
            if (column < 0) continue;
            for (var other = Math.Max(0, row - 1); other <= Math.Min(Rows.Length - 1, row + 1); other++)
            {
                var otherColumn = Rows[other].IndexOf(b, StringComparison.Ordinal);
                if (otherColumn >= 0 && Math.Abs(otherColumn - column) <= 1) return true;
            }
        }
        return false;
    }
}
