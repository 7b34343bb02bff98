using System.Text.RegularExpressions;

namespace Pipelines.Pipeline.Figures.Entries;

/// <summary>Labels with <c>{column}</c> in place of values, or <c>{1/column}</c> in place of their inverses.</summary>
internal static partial class CurveLabel
{
    /// <summary>The columns that a label names: braces around one word, which formulas have only behind <c>_</c>, <c>^</c> or a sign.</summary>
    public static IEnumerable<(string Column, bool IsInverse)> Columns(string label) =>
        Placeholder().Matches(label).Select(m => (m.Groups[2].Value, m.Groups[1].Success));

    /// <param name="label">The label.</param>
    /// <param name="value">The value of a column, or its inverse, as a formula.</param>
    public static string Fill(string label, Func<string, bool, string> value) => Placeholder().Replace(label, match =>
    {
        var isInFormula = label.AsSpan(0, match.Index).Count('$') % 2 == 1;
        var text = value(match.Groups[2].Value, match.Groups[1].Success);
        return isInFormula || !text.Contains('^', StringComparison.Ordinal) ? text : $"${text}$";
    });

    /// <summary>The label with numbers in place, to be checked as a formula.</summary>
    public static string Example(string label) => Fill(label, (_, _) => "1");

    [GeneratedRegex(@"(?<![_^a-zA-Z\\])\{(1/)?([a-zA-Z_.][a-zA-Z0-9_.]+)\}")]
    private static partial Regex Placeholder();
}
