using System.Collections.Immutable;
using Pipelines.Model.Numerics;
using Pipelines.Pipeline.Figures.Marks;
using Pipelines.Pipeline.Figures.Scene;

namespace Pipelines.Pipeline.Tests.Figures;

/// <summary>Small figures with everything that a figure can have.</summary>
internal static class SampleFigures
{
    public static ImmutableArray<Figure> All { get; } = [Curves(), Maps(), Multiples()];

    private static Point Curve(int i) => new(Ticks.Decimal(1, 0) * Elementary.Exp(0.07 * i), 0.25 * Elementary.Log(1 + Elementary.Exp(0.07 * i)));

    private static Figure Curves()
    {
        ImmutableArray<Point> theory = [.. Enumerable.Range(0, 100).Select(Curve)];
        ImmutableArray<Point> measured = [.. Enumerable.Range(0, 12).Select(i => Curve(8 * i))
            .Select(s => s with { Low = s.Y - 0.06, High = s.Y + 0.05 })];
        Mark[] marks =
        [
            new ShadeMark(1, 50, double.NegativeInfinity, double.PositiveInfinity, Palette.Accepted, "window"),
            new BandMark([.. theory.Select(s => s with { Low = 0.9 * s.Y, High = 1.1 * s.Y })], Palette.Distinct[0]),
            new LineMark(theory, new(Palette.Distinct[0]), "theory"),
            new LineMark([.. theory.Select(s => s with { Y = 0.1 * s.X })], new(Colour.Ink, Dash.Dashed, 0.8), @"$A\, t$"),
            new SymbolsMark(measured, Symbol.OpenCircle, Palette.Distinct[1], Label: "training"),
            new RuleMark(127, true, new(Palette.Gray, Dash.Dotted), @"$t_\times$"),
        ];
        var inset = new Panel("", new("$t$", Scale.Linear(0, 10)), new(@"$\epsilon$", Scale.Linear(0, 1)),
            [new LineMark([new(0, 0), new(4, 0.9), new(10, 0.2)], new(Palette.Distinct[2]))]);
        var clock = new Panel(
            "(c)", new("$t$ (steps)", DataRange.Of(theory.Select(s => s.X), true)), new(@"$\gamma(t)$", Scale.Linear(-0.1, 2)), [.. marks])
        {
            Insets = [new(inset, Place.Best, 0.26)],
        };
        var stems = new Panel("(b)", new("neuron", Scale.Linear(-1, 40)), new("$a_j$", Scale.Linear(-2e-5, 1.1e-4)),
            [new StemsMark([.. Enumerable.Range(0, 40).Select(i => new Point(i, ((i * 7 % 13) - 2) * 1e-5))], Palette.Distinct[0], "final")]);
        return new("curves", "Clock and weights", "A caption.", [], "Two panels.", [clock, stems], 2);
    }

    private static Figure Maps()
    {
        ImmutableArray<Cell> cells = [.. from i in Enumerable.Range(
            0, 6) from j in Enumerable.Range(0, 5) select new Cell(i, i + 1, j, j + 1, Ticks.Decimal(1, i + j - 6))];
        ImmutableArray<Point> spiral = [.. Enumerable.Range(0, 300)
            .Select(i => new Point(0.01 * i * Elementary.Cos(0.1 * i), 0.01 * i * Elementary.Sin(0.1 * i)))];
        var map = new Panel("", new("$m$", Scale.Linear(0, 6)), new(
            "$n$", Scale.Linear(0, 5)), [new CellsMark(cells)])
        { Colours = new(@"$\rho$", Scale.Logarithmic(1e-6, 1e3)) };
        var path = new Panel("", new("$a$", Scale.Linear(-3, 3)), new(@"$w_\parallel$", Scale.Linear(-3, 3)),
            [
                new PathMark(spiral, [.. Enumerable.Range(0, 300).Select(i => (double)i)], 0.8),
                new ArrowsMark([new(1, 1), new(-2, -1)], [new(0.7, 0.3), new(0.5, -1)], Colour.Ink, "flow"),
            ])
        { Colours = new("$t$", Scale.Linear(0, 300)), Aspect = 1 };
        return new("maps", "Maps", "", [], "A heat map and a path.", [map, path], 2);
    }

    private static Figure Multiples() => new(
        "multiples", "Small multiples", "", [], "Six panels.",
        [.. Enumerable.Range(0, 6)
            .Select(i => new Panel($"$d = {i}$", new("$t$", Scale.Logarithmic(1, 1e5), i >= 3), new("$R$", Scale.Logarithmic(1e-9, 3), i % 3 == 0),
            [new LineMark([.. Enumerable.Range(0, 50)
                .Select(k => new Point(Elementary.Exp(0.2 * k), Elementary.Exp(-0.05 * i * k)))], new(Palette.OfCurve(i, 6)))]))],
        3);
}
