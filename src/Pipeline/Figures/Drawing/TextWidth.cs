namespace Pipelines.Pipeline.Figures.Drawing;

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

    /// <summary>Width in the unit of <paramref name="size"/>.</summary>
    public static double Of(MathText text, double size) =>
        size * text.Runs.Sum(run => (run.Level == 0 ? 1 : IndexSize) * run.Text.Sum(Of));

    private static double Of(char letter) => letter switch
    {
        >= ' ' and <= '~' => Widths[letter - ' '] / 1000.0,
        '\u2009' => 0.2,
        '·' or '′' => 0.3,
        '−' or '×' or '±' => 0.584,
        '…' or '→' => 1,
        _ => 0.6,
    };
}
