using System.Collections.Immutable;
using System.Diagnostics;

namespace Pipelines.Pipeline.Figures.Scene;

/// <summary>Something drawn in a panel, in data coordinates. NaN is a gap; what lies outside the frame is cut off.</summary>
internal abstract record Mark
{
    private Mark(string label) => Label = label;

    /// <summary>In the legend; empty for none.</summary>
    public string Label { get; }

    /// <summary>A polygon line.</summary>
    public sealed record Line(ImmutableArray<Point> Points, Stroke Stroke, string Label = "") : Mark(Label);

    /// <summary>One symbol per point, with error bars where <see cref="Point.Low"/> and <see cref="Point.High"/> are numbers.</summary>
    public sealed record Symbols(ImmutableArray<Point> Points, Symbol Symbol, Colour Colour, double Size = 3.6, string Label = "") : Mark(Label);

    /// <summary>The area between <see cref="Point.Low"/> and <see cref="Point.High"/>.</summary>
    public sealed record Band(ImmutableArray<Point> Points, Colour Colour, string Label = "") : Mark(Label);

    /// <summary>A vertical line from 0 to each point.</summary>
    public sealed record Stems(ImmutableArray<Point> Points, Colour Colour, string Label = "") : Mark(Label);

    /// <summary>A line across the whole frame.</summary>
    public sealed record Rule(double At, bool IsVertical, Stroke Stroke, string Label = "") : Mark(Label);

    /// <summary>A tinted rectangle; an infinite edge is the frame's.</summary>
    public sealed record Shade(double Left, double Right, double Bottom, double Top, Colour Colour, string Label = "") : Mark(Label);

    /// <summary>Points coloured by <see cref="Values"/> on the panel's scale of colours, joined to a path or not; <see cref="Size"/> is the width of
    /// the path or of a point.</summary>
    public sealed record Coloured(
        ImmutableArray<Point> Points, ImmutableArray<double> Values, bool IsPath, double Size, string Label = "") : Mark(Label);

    /// <summary>Arrows from each point, by a vector in data units.</summary>
    public sealed record Arrows(ImmutableArray<Point> Points, ImmutableArray<Point> Vectors, Colour Colour, string Label = "") : Mark(Label)
    {
        /// <summary>Shorter ones have no head; in widths of the frame.</summary>
        public const double LeastWithHead = 0.005;
    }

    /// <summary>Rectangles coloured by a number: a heat map, or a scatter of too many points counted in bins.</summary>
    public sealed record Cells(ImmutableArray<Cell> All, string Label = "") : Mark(Label)
    {
        /// <summary>The columns that the cells stand along, of a table of these results; null otherwise.</summary>
        public (string X, string Y)? Columns { get; init; }
    }

    /// <summary>The mark in grey.</summary>
    public Mark Grey() => Match<Mark>(
        line: m => m with { Stroke = m.Stroke with { Colour = m.Stroke.Colour.Grey() } }, symbols: m => m with { Colour = m.Colour.Grey() },
        band: m => m with { Colour = m.Colour.Grey() }, stems: m => m with { Colour = m.Colour.Grey() },
        rule: m => m with { Stroke = m.Stroke with { Colour = m.Stroke.Colour.Grey() } }, shade: m => m with { Colour = m.Colour.Grey() },
        coloured: m => m, arrows: m => m with { Colour = m.Colour.Grey() }, cells: m => m);

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

/// <summary>A point of data with the ends of its error bar; NaN where it has none.</summary>
/// <param name="X">Where.</param>
/// <param name="Y">The value.</param>
/// <param name="Low">Lower end of the error bar.</param>
/// <param name="High">Upper end.</param>
/// <param name="Replicates">How many the value is the mean or median of; 0 where it is neither.</param>
/// <param name="Replicate">The one that it is of; -1 where that does not apply.</param>
internal readonly record struct Point(
    double X, double Y, double Low = double.NaN, double High = double.NaN, int Replicates = 0, int Replicate = -1);

/// <summary>A rectangle of data with a number.</summary>
internal readonly record struct Cell(double Left, double Right, double Bottom, double Top, double Value);

/// <summary>How a line is drawn; <paramref name="Width"/> in points.</summary>
internal sealed record Stroke(Colour Colour, Dash Dash = Dash.Solid, double Width = 1.3);

/// <summary>Patterns of a line.</summary>
internal enum Dash
{
    Solid,
    Dashed,
    Dotted,
    DashDotted,
}

/// <summary>Shapes of symbols, open ones in outline.</summary>
internal enum Symbol
{
    Circle,
    Square,
    Triangle,
    Diamond,
    OpenCircle,
    OpenSquare,
    Cross,
    Dot,
}
