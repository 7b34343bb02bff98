using System.Collections.Immutable;
using Pipelines.Pipeline.Experiments;

namespace Pipelines.Pipeline.Figures.Scene;

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

    /// <summary>The text in pieces, each of them letters or one sign that is drawn.</summary>
    /// <param name="areRunsApart">Each style is a piece of its own.</param>
    public ImmutableArray<(MathText Letters, Sign? Sign, int Level)> Pieces(bool areRunsApart)
    {
        var pieces = ImmutableArray.CreateBuilder<(MathText, Sign?, int)>();
        var letters = ImmutableArray.CreateBuilder<MathRun>();
        foreach (var run in Runs)
        {
            if (areRunsApart) End();
            var start = 0;
            for (var i = 0; i < run.Text.Length; i++)
            {
                if (DrawnSigns.Of(run.Text[i]) is not { } sign) continue;
                if (i > start) letters.Add(run with { Text = run.Text[start..i] });
                End();
                pieces.Add((new([run with { Text = run.Text[i..(i + 1)] }]), sign, run.Level));
                start = i + 1;
            }
            if (start < run.Text.Length) letters.Add(run with { Text = run.Text[start..] });
        }
        End();
        return pieces.ToImmutable();

        void End()
        {
            if (letters.Count > 0) pieces.Add((new(letters.ToImmutable()), null, letters[0].Level));
            letters.Clear();
        }
    }

    /// <summary>The text in lines, broken at spaces outside of formulas; a word that is wider alone has a line of its own.</summary>
    /// <param name="room">Width of a line.</param>
    /// <param name="size">Font size.</param>
    public ImmutableArray<MathText> Lines(double room, double size)
    {
        if (TextWidth.Of(this, size) <= room) return [this];
        var lines = ImmutableArray.CreateBuilder<MathText>();
        MathText line = new([]);
        foreach (var word in Words())
        {
            MathText longer = line.Runs.IsEmpty ? word : new([.. line.Runs, new MathRun(" ", false, 0), .. word.Runs]);
            if (!line.Runs.IsEmpty && TextWidth.Of(longer, size) > room)
            {
                lines.Add(line);
                longer = word;
            }
            line = longer;
        }
        lines.Add(line);
        return lines.ToImmutable();
    }

    private IEnumerable<MathText> Words()
    {
        var word = ImmutableArray.CreateBuilder<MathRun>();
        foreach (var run in Runs)
        {
            var parts = run.IsItalic || run.Level != 0 ? [run.Text] : run.Text.Split(' ');
            foreach (var (i, part) in parts.Index())
            {
                if (i > 0 && word.Count > 0)
                {
                    yield return new(word.ToImmutable());
                    word.Clear();
                }
                if (part.Length > 0) word.Add(run with { Text = part });
            }
        }
        if (word.Count > 0) yield return new(word.ToImmutable());
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

/// <summary>How wide text will be, from the advance widths of Helvetica, which its many replacements share.</summary>
/// <remarks>Layout must not ask the machine for fonts: the same figure has the same bytes everywhere.</remarks>
internal static class TextWidth
{
    /// <summary>Size of raised and lowered text over that of the line.</summary>
    public const double IndexSize = 0.72;

    // Thousandths of the font size for the characters from space to ~ (Adobe font metrics, Helvetica).
    private static ReadOnlySpan<short> Widths =>
    [
        278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278,
        584, 584, 584, 556,
        1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278,
        278, 278, 469, 556,
        333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
        260, 334, 584,
    ];

    // From α to ω (Liberation Sans).
    private static ReadOnlySpan<short> Greek =>
    [
        578, 575, 500, 557, 446, 441, 556, 556, 222, 500, 500, 576, 500, 448, 556, 690, 569, 482, 617, 395, 547, 648, 525, 713, 781,
    ];

    /// <summary>Width in the unit of <paramref name="size"/>; of a letter whose width is not known, a guess.</summary>
    public static double Of(MathText text, double size) =>
        size * text.Runs.Sum(run => (run.Level == 0 ? 1 : IndexSize) * run.Text.Sum(l => Of(l) ?? Guess));

    /// <summary>Whether the width is no guess.</summary>
    public static bool IsKnown(MathText text) => text.Runs.All(run => run.Text.All(l => Of(l) is not null));

    private const double Guess = 0.6;

    private static double? Of(char letter) => DrawnSigns.Of(letter)?.Width ?? letter switch
    {
        >= ' ' and <= '~' => Widths[letter - ' '] / 1000.0,
        >= 'α' and <= 'ω' => Greek[letter - 'α'] / 1000.0,
        '\u00a0' or '·' => 0.278,
        '′' => 0.188,
        '−' or '×' => 0.584,
        '±' or '√' or '≤' or '≥' or '≈' => 0.549,
        '∂' => 0.494,
        'Γ' => 0.551,
        'Δ' or 'Λ' => 0.668,
        'Σ' => 0.618,
        'Φ' => 0.798,
        'Ψ' => 0.835,
        'Ω' => 0.748,
        '–' => 0.556,
        '…' or '→' or '—' => 1,
        _ => null,
    };
}

/// <summary>Labels for readers without formulas, as Vega-Lite and those who listen: raised and lowered digits as the signs that Unicode has for
/// them.</summary>
internal static class UnicodeText
{
    private const string Plain = "0123456789−+";
    private const string Raised = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺";
    private const string Lowered = "₀₁₂₃₄₅₆₇₈₉₋₊";

    public static string Of(string text) => Of(MathText.Of(text));

    public static string Of(MathText text)
    {
        // Runs of one level belong together though their styles differ, as in w_∥,i.
        var pieces = new List<(int Level, string Text)>();
        foreach (var run in text.Runs)
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
