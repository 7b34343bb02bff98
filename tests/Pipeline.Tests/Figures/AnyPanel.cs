using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Pipelines.Pipeline.Figures.Marks;
using Pipelines.Pipeline.Figures.Scene;

namespace Pipelines.Pipeline.Tests.Figures;

/// <summary>Panels of any data at all: zeros, gaps, infinities, single points, numbers far beyond the frame, on linear and logarithmic
/// axes.</summary>
internal static class AnyPanel
{
    private static readonly Gen<double> Numbers = Gen.Frequency(
        (8, Gen.Choose(-500, 500).Select(i => i / 100.0)),
        (1, Gen.Elements(double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1e300, -1e300, 0.0)));

    private static readonly Gen<ImmutableArray<Point>> Points =
        (from x in Numbers from y in Numbers from low in Numbers from high in Numbers select new Point(x, y, low, high)).ListOf()
            .Select(s => s.ToImmutableArray());

    private static readonly Gen<Stroke> Strokes = from dash in Gen.Elements(Enum.GetValues<Dash>())
                                                  from colour in Gen.Elements(
        Palette.Distinct.ToArray())
                                                  select new Stroke(colour, dash);

    private static readonly Gen<string> Labels = Gen.Elements("", "", "one", @"$\alpha$", "it's \"two\"");

    public static Gen<Mark> Marks { get; } = Gen.OneOf(
        from s in Points from stroke in Strokes from label in Labels select (Mark)new LineMark(s, stroke, label),
        from s in Points from label in Labels select (Mark)new BandMark(s, Palette.Distinct[1], label),
        Points.Select(s => (Mark)new StemsMark(s, Palette.Distinct[1])),
        from s in Points
        from symbol in Gen.Elements(Enum.GetValues<Symbol>())
        from label in Labels
        select (Mark)new SymbolsMark(
            s, symbol, Palette.Distinct[1], 3.6, label),
        Points.Select(s => (Mark)new PathMark(s, [.. s.Select(p => p.Low)], 1)),
        Points.Select(s => (Mark)new DotsMark(s, [.. s.Select(p => p.Low)], 1)),
        from s in Points
        select (Mark)new ArrowsMark(
            [.. s.Select(p => new Point(p.X, p.Y))], [.. s.Select(p => new Point(p.Low, p.High))], Colour.Ink, "flow"),
        from at in Numbers
        from isVertical in Gen.Elements(
            true, false)
        from stroke in Strokes
        select (Mark)new RuleMark(at, isVertical, stroke, "rule"),
        Points.Select(s => (Mark)new CellsMark([.. s.Select(p => new Cell(p.X, p.X + 1, p.Y, p.Y + 1, p.Low))])),
        from a in Numbers from b in Numbers from c in Numbers from d in Numbers select (Mark)new ShadeMark(a, b, c, d, Palette.Accepted));

    public static Gen<Panel> Panels { get; } =
        from marks in Marks.ListOf(4)
        from log in Gen.Elements(true, false)
        from logUp in Gen.Elements(true, false)
        from colours in Gen.Elements<ColourScale?>(null, new("v", Scale.Linear(-2, 2)), new("v", Scale.Logarithmic(0.01, 3)))
        select new Panel("t", new("$x$", log
            ? Scale.Logarithmic(0.01, 3)
            : Scale.Linear(-2, 3)), new("y & <z>", logUp ? Scale.Logarithmic(0.1, 4) : Scale.Linear(-1, 2)), [.. marks])
        {
            Colours = colours,
        };
}
