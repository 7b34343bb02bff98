using System.Collections.Immutable;

namespace Pipelines.Pipeline.Figures.Drawing;

/// <summary>A line of text with formulas between dollar signs, as runs of one style each: <c>loss at $t = 10^3$, $w_\parallel$</c>.</summary>
/// <remarks>
/// In formulas letters are italic, <c>_</c> and <c>^</c> lower or raise the next letter or <c>{group}</c>, <c>\name</c> is a Greek letter or a sign
/// (see <see cref="MathSigns"/>), and <c>\mathrm{word}</c> is upright. A subset of TeX, so that labels can be pasted from a paper.
/// </remarks>
internal sealed record MathText(ImmutableArray<MathRun> Runs)
{
    /// <summary>The text without styles, for readers of screens.</summary>
    public string Plain => string.Concat(Runs.Select(r => r.Text));

    /// <summary>Reads what <see cref="Problem"/> finds no fault with; anything else is shown as it was written.</summary>
    public static MathText Of(string text)
    {
        var reader = new MathReader(text);
        return reader.Read() is { } runs ? new(runs) : new([new MathRun(text, false, 0)]);
    }

    /// <summary>What is wrong with a text, in one sentence; null when nothing is.</summary>
    public static string? Problem(string text)
    {
        var reader = new MathReader(text);
        return reader.Read() is null ? reader.Problem : null;
    }

    /// <summary>A power of ten with a factor written before it.</summary>
    public static MathText PowerOfTen(int exponent, string factor = "") =>
        new([new MathRun($"{factor}10", false, 0), new MathRun(exponent < 0 ? $"−{-exponent}" : $"{exponent}", false, 1)]);
}

/// <summary>A piece of text in one style.</summary>
/// <param name="Text">What is written.</param>
/// <param name="IsItalic">Letters of formulas.</param>
/// <param name="Level">1 raised, -1 lowered, 0 neither.</param>
internal sealed record MathRun(string Text, bool IsItalic, int Level);
