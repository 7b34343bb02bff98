using System.Text.RegularExpressions;
using Pipelines.Pipeline.Figures.Spec;

namespace Pipelines.Pipeline.Figures.Build;

/// <summary>What a run warned of or noted, in the captions of the figures that it is about: who gets a figure has not seen the run.</summary>
internal static partial class RunNotes
{
    /// <summary>More notes than these are counted: the report has them all.</summary>
    private const int MostNamed = 3;

    /// <summary>A sentence for each experiment whose run left notes: the first sentence of each note. One that names tables is about the first of
    /// them, such as the theory, and only about figures that draw it.</summary>
    public static IEnumerable<string> Of(IResultTables tables, FigureSettings figure)
    {
        foreach (var layers in figure.Layers.Where(l => l.File is null).GroupBy(l => l.From))
        {
            var source = tables.Of(layers.First());
            var drawn = layers.Select(l => l.Source).ToHashSet(StringComparer.Ordinal);
            var notes = source.Notes.Select(Parts).Where(n => IsAbout(n.First, source, drawn)).Select(n => n.First + n.About).ToList();
            if (notes.Count == 0) continue;
            var more = notes.Count > MostNamed ? $"; and {notes.Count - MostNamed} more" : "";
            yield return $"Noted{(layers.Key is { } from ? $" of {from}" : "")}: {string.Join("; ", notes.Take(MostNamed))}{more}.";
        }
    }

    private static bool IsAbout(string note, IResultTables source, HashSet<string> drawn)
    {
        var table = Word().Matches(note).Select(m => m.Value).FirstOrDefault(w => source.Schema(w) is not null);
        return table is null || drawn.Contains(table);
    }

    /// <summary>The first sentence, and the points that it is about where it says so at the end.</summary>
    private static (string First, string About) Parts(string note)
    {
        var about = About().Match(note);
        var text = about.Success ? note[..about.Index] : note;
        var end = SentenceEnd().Match(text);
        return ((end.Success ? text[..end.Index] : text).TrimEnd('.'), about.Value);
    }

    [GeneratedRegex(" \\([0-9]+ of [0-9]+ points[^()]*\\)$")]
    private static partial Regex About();

    [GeneratedRegex("\\. (?=[A-Z])")]
    private static partial Regex SentenceEnd();

    [GeneratedRegex("[A-Za-z]+")]
    private static partial Regex Word();
}
