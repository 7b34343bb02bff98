using System.Collections.Immutable;
using Pipelines.Model.Numerics;

namespace Pipelines.Pipeline.Figures.Scene;

/// <summary>Signs that Helvetica and its replacements lack: drawings have strokes in their place, or a machine without a font that has them would
/// show empty boxes.</summary>
internal static class DrawnSigns
{
    /// <summary>Width of the strokes over the font size.</summary>
    public const double Weight = 0.065;

    private static readonly ImmutableSortedDictionary<char, Sign> All = new Dictionary<char, Sign>
    {
        ['∥'] = new(0.42, [Line((0.14, -0.1), (0.14, 0.76)), Line((0.29, -0.1), (0.29, 0.76))]),
        ['⊥'] = new(0.72, [Line((0.36, 0.03), (0.36, 0.7)), Line((0.06, 0.03), (0.66, 0.03))]),
        ['∗'] = new(0.44, Arms(0.22, 0.34, 0.17, 6)),
        ['⋆'] = new(0.44, Arms(0.22, 0.34, 0.19, 5)),
        ['∼'] = new(0.584, [Line((0.05, 0.22), (0.1, 0.29), (0.18, 0.33), (0.25, 0.3), (0.335, 0.23), (0.41, 0.2), (0.48, 0.24), (0.53, 0.31))]),
        ['≪'] = new(0.86, [Line((0.42, 0.58), (0.08, 0.34), (0.42, 0.1)), Line((0.77, 0.58), (0.43, 0.34), (0.77, 0.1))]),
        ['≫'] = new(0.86, [Line((0.09, 0.58), (0.43, 0.34), (0.09, 0.1)), Line((0.44, 0.58), (0.78, 0.34), (0.44, 0.1))]),
        ['⟨'] = new(0.34, [Line((0.27, 0.78), (0.1, 0.32), (0.27, -0.14))]),
        ['⟩'] = new(0.34, [Line((0.07, 0.78), (0.24, 0.32), (0.07, -0.14))]),
        ['∇'] = new(0.7, [Line((0.05, 0.69), (0.65, 0.69), (0.35, 0.03), (0.05, 0.69), (0.65, 0.69))]),

        // A thin space has no strokes at all.
        ['\u2009'] = new(0.2, []),
    }.ToImmutableSortedDictionary();

    /// <summary>The sign; null where letters of the font serve.</summary>
    public static Sign? Of(char letter) => All.GetValueOrDefault(letter);

    private static ImmutableArray<Pixel> Line(params (double X, double Y)[] corners) => [.. corners.Select(c => new Pixel(c.X, c.Y))];

    /// <summary>Strokes from a centre, the first upwards.</summary>
    private static ImmutableArray<ImmutableArray<Pixel>> Arms(double x, double y, double length, int count) =>
    [
        .. Enumerable.Range(0, count).Select(i => (Math.PI / 2) + (2 * Math.PI * i / count))
            .Select(angle => Line((x, y), (x + (length * Elementary.Cos(angle)), y + (length * Elementary.Sin(angle))))),
    ];
}

/// <summary>A sign in units of the font size.</summary>
/// <param name="Width">How far the next letter stands from its start.</param>
/// <param name="Lines">Polygon lines, upwards from the base line.</param>
internal sealed record Sign(double Width, ImmutableArray<ImmutableArray<Pixel>> Lines);
