using System.Collections.Immutable;
using System.Diagnostics;

namespace Pipelines.Pipeline.Figures.Drawing;

/// <summary>Something drawn in a panel, in data coordinates. NaN is a gap; what lies outside the frame is cut off.</summary>
internal abstract record Mark
{
    private Mark(string label) => Label = label;

    /// <summary>In the legend; empty for none.</summary>
    public string Label { get; }

    /// <summary>A polygon line.</summary>
    public sealed record Line(ImmutableArray<Spot> Spots, Stroke Stroke, string Label = "") : Mark(Label);

    /// <summary>One symbol per spot, with error bars where <see cref="Spot.Low"/> and <see cref="Spot.High"/> are numbers.</summary>
    public sealed record Symbols(ImmutableArray<Spot> Spots, Symbol Symbol, Colour Colour, double Size = 3.6, string Label = "") : Mark(Label);

    /// <summary>The area between <see cref="Spot.Low"/> and <see cref="Spot.High"/>.</summary>
    public sealed record Band(ImmutableArray<Spot> Spots, Colour Colour, string Label = "") : Mark(Label);

    /// <summary>A vertical line from 0 to each spot.</summary>
    public sealed record Stems(ImmutableArray<Spot> Spots, Colour Colour, string Label = "") : Mark(Label);

    /// <summary>A line across the whole frame.</summary>
    public sealed record Rule(double At, bool IsVertical, Stroke Stroke, string Label = "") : Mark(Label);

    /// <summary>A tinted rectangle; an infinite edge is the frame's.</summary>
    public sealed record Shade(double Left, double Right, double Bottom, double Top, Colour Colour, string Label = "") : Mark(Label);

    /// <summary>Spots coloured by <see cref="Values"/> on the panel's scale of colours, joined to a path or not; <see cref="Size"/> is the width of
    /// the path or of a spot.</summary>
    public sealed record Coloured(
        ImmutableArray<Spot> Spots, ImmutableArray<double> Values, bool IsPath, double Size, string Label = "") : Mark(Label);

    /// <summary>Arrows from each spot, by a vector in data units.</summary>
    public sealed record Arrows(ImmutableArray<Spot> Spots, ImmutableArray<Spot> Vectors, Colour Colour, string Label = "") : Mark(Label)
    {
        /// <summary>Shorter ones have no head; in widths of the frame.</summary>
        public const double LeastWithHead = 0.005;
    }

    /// <summary>Rectangles coloured by a number: a heat map, or a scatter of too many points counted in bins.</summary>
    public sealed record Cells(ImmutableArray<Cell> All, string Label = "") : Mark(Label);

    public T Match<T>(
        Func<Line, T> line, Func<Symbols, T> symbols, Func<Band, T> band, Func<Stems, T> stems, Func<Rule, T> rule,
        Func<Shade, T> shade, Func<Coloured, T> coloured, Func<Arrows, T> arrows, Func<Cells, T> cells) => this switch
        {
            Line m => line(m),
            Symbols m => symbols(m),
            Band m => band(m),
            Stems m => stems(m),
            Rule m => rule(m),
            Shade m => shade(m),
            Coloured m => coloured(m),
            Arrows m => arrows(m),
            Cells m => cells(m),
            _ => throw new UnreachableException(),
        };
}
