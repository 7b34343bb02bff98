using System.Globalization;
using System.Text.RegularExpressions;

namespace Pipelines.Pipeline.Runs;

/// <summary>Sentences that differ in their numbers alone, as one with the range of each number.</summary>
internal static partial class FoldedSentences
{
    /// <param name="sentences">Sentences with what each counts for.</param>
    /// <returns>In the order of the first of each kind, with their counts added up.</returns>
    public static IEnumerable<(string Text, int Count)> Of(IEnumerable<(string Text, int Count)> sentences) =>
        sentences.GroupBy(s => KindOf(s.Text), StringComparer.Ordinal)
            .Select(same => (Folded([.. same.Select(s => s.Text).Distinct(StringComparer.Ordinal)]), same.Sum(s => s.Count)));

    /// <summary>What sentences have in common that differ in their numbers alone.</summary>
    public static string KindOf(string sentence) => Number().Replace(sentence, "\0");

    private static string Folded(string[] texts)
    {
        if (texts.Length == 1) return texts[0];
        string[][] numbers = [.. texts.Select(t => Number().Matches(t).Select(m => m.Value).ToArray())];
        var next = 0;
        return Number().Replace(texts[0], _ => Range([.. numbers.Select(n => n[next]).OrderBy(Value)], ref next));
    }

    private static string Range(string[] sorted, ref int next)
    {
        next++;
        return Value(sorted[0]) == Value(sorted[^1]) ? sorted[0] : $"{sorted[0]} to {sorted[^1]}";
    }

    private static double Value(string number) =>
        number.Split('/').Select(part => double.Parse(part, CultureInfo.InvariantCulture)).Aggregate((above, below) => above / below);

    /// <summary>A number or a fraction that stands for itself, and not in a word or a path.</summary>
    [GeneratedRegex(@"(?<![\w./])-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?(/[0-9]+)?(?![\w/])")]
    private static partial Regex Number();
}
