namespace Pipelines.Pipeline.Figures.Drawing;

/// <summary>Labels for readers without formulas, as Vega-Lite and those who listen: raised and lowered digits as the signs that Unicode has for them.</summary>
internal static class UnicodeText
{
    private const string Plain = "0123456789−+";
    private const string Raised = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺";
    private const string Lowered = "₀₁₂₃₄₅₆₇₈₉₋₊";

    public static string Of(string text) => string.Concat(MathText.Of(text).Runs.Select(run => run.Level switch
    {
        1 => Replace(run.Text, Raised, "^"),
        -1 => Replace(run.Text, Lowered, "_"),
        _ => run.Text,
    }));

    private static string Replace(string text, string signs, string otherwise) => text.All(c => Plain.Contains(c, StringComparison.Ordinal))
        ? string.Concat(text.Select(c => signs[Plain.IndexOf(c, StringComparison.Ordinal)]))
        : otherwise + text;
}
