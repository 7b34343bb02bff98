using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Pipelines.Pipeline.Runs;

/// <summary>Amounts as people say them.</summary>
internal static class Words
{
    public static string Bytes(double bytes) => bytes switch
    {
        < 1e3 => string.Create(CultureInfo.InvariantCulture, $"{bytes:0} B"),
        < 1e6 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.#} kB"),
        < 1e9 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.#} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.#} GB"),
    };

    /// <summary>Memory that is asked of a scheduler, in the powers of 1024 that <c>--memory</c> and schedulers count in.</summary>
    public static string Memory(long bytes) => bytes % (1L << 30) == 0
        ? FormattableString.Invariant($"{bytes >> 30} GiB")
        : FormattableString.Invariant($"{bytes >> 20} MiB");

    /// <summary>Why a run stands still.</summary>
    public static string Waiting(string holder, int results) => results == 0
        ? $"Waiting for {holder}: it cleans up the store."
        : string.Create(CultureInfo.InvariantCulture, $"Waiting for {holder}: it computes {results} results that this run needs.");

    public static string Number(double value) => value.ToString("g4", CultureInfo.InvariantCulture);
}

/// <summary>Sentences that differ in their numbers alone, as one with the range of each number.</summary>
internal static partial class FoldedSentences
{
    /// <param name="sentences">Sentences with what each is about.</param>
    /// <returns>In the order of the first of each kind, with all that they are about.</returns>
    public static IEnumerable<(string Text, ImmutableArray<T> Of)> Of<T>(IEnumerable<(string Text, T Of)> sentences) =>
        sentences.GroupBy(s => KindOf(s.Text), StringComparer.Ordinal)
            .Select(same => (Folded([.. same.Select(s => s.Text).Distinct(StringComparer.Ordinal)]), same.Select(s => s.Of).ToImmutableArray()));

    /// <summary>What sentences have in common that differ in their numbers alone.</summary>
    private static string KindOf(string sentence) => Number().Replace(sentence, "\0");

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
