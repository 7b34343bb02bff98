using Pipelines.Pipeline.Experiments;

namespace Pipelines.Pipeline.Figures.Drawing;

/// <summary>Labels for readers without formulas, as Vega-Lite and those who listen: raised and lowered digits as the signs that Unicode has for
/// them.</summary>
internal static class UnicodeText
{
    private const string Plain = "0123456789−+";
    private const string Raised = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺";
    private const string Lowered = "₀₁₂₃₄₅₆₇₈₉₋₊";

    public static string Of(string text)
    {
        // Runs of one level belong together though their styles differ, as in w_∥,i.
        var pieces = new List<(int Level, string Text)>();
        foreach (var run in MathText.Of(text).Runs)
        {
            if (pieces.Count > 0 && pieces[^1].Level == run.Level) pieces[^1] = (run.Level, pieces[^1].Text + run.Text);
            else pieces.Add((run.Level, run.Text));
        }
        return UnsafeCharacters.Replaced(string.Concat(pieces.Select(piece => piece.Level switch
        {
            1 => Replace(piece.Text, Raised, "^"),
            -1 => Replace(piece.Text, Lowered, "_"),
            _ => piece.Text,
        })));
    }

    private static string Replace(string text, string signs, string otherwise) => text.All(c => Plain.Contains(c, StringComparison.Ordinal))
        ? string.Concat(text.Select(c => signs[Plain.IndexOf(c, StringComparison.Ordinal)]))
        : otherwise + (text.Contains(',', StringComparison.Ordinal) ? $"{{{text}}}" : text);
}
