using System.Collections.Immutable;
using Pipelines.Pipeline.Figures.Scene;
using Pipelines.Pipeline.Figures.Spec;

namespace Pipelines.Pipeline.Figures.Build;

/// <summary>From curves to marks, once the axes are known.</summary>
internal sealed class Marks(Scale x, Scale y, CurveColours colours)
{
    private const int ManyPoints = 150;

    // On a frame of 190 points symbols of 3.6 then stand apart.
    private const double LeastDistance = 0.025;

    public IEnumerable<Mark> Of(LayerSettings layer, int index, ImmutableArray<Curve> curves)
    {
        if (layer.Draw == Draw.Cells)
        {
            yield return new Mark.Cells(Content.CellsOf(curves, x.IsLogarithmic, y.IsLogarithmic))
            {
                Columns = layer.IsOwn ? (layer.X, layer.Y!) : null,
            };
            yield break;
        }
        var count = curves.Sum(c => c.Points.Length);
        if (IsCounted(layer, curves))
        {
            yield return new Mark.Cells(Bins.Count(curves.SelectMany(c => c.Points), x, y));
            yield break;
        }
        var isNamedItself = curves.Length == 1 && curves[0].Label.Length == 0;
        foreach (var curve in curves)
            yield return Of(layer, index, isNamedItself ? curve with { Label = layer.Name } : curve, colours.Of(layer, index, curve), count);
        // A sample for the legend: what is not told by colour is shown without one.
        if (layer.Name.Length > 0 && !isNamedItself && !curves.IsEmpty)
            yield return Of(layer, -1, new([], layer.Name, [], [], [], 0), Colour.Ink, count);
    }

    /// <summary>A scatter of too many points to be drawn one by one.</summary>
    public static bool IsCounted(LayerSettings layer, ImmutableArray<Curve> curves) =>
        layer is { Draw: Draw.Points, Value: null } && !IsSeries(layer) && curves.Sum(c => c.Points.Length) > Bins.MostPoints;

    private Mark Of(LayerSettings layer, int index, Curve curve, Colour colour, int count) => layer.Draw switch
    {
        Draw.Line => new Mark.Line(curve.Points, new(colour, layer.Dash ?? colours.DashOf(index, curve), layer.Width), curve.Label),
        Draw.Band => new Mark.Band(curve.Points, colour, curve.Label),
        Draw.Stems => new Mark.Stems(curve.Points, colour, curve.Label),
        Draw.Path => new Mark.Coloured(curve.Points, curve.Values, IsPath: true, layer.Width, curve.Label),
        Draw.Arrows => new Mark.Arrows(curve.Points, curve.Vectors, colour, curve.Label),
        _ => layer.Value is not null
            ? new Mark.Coloured(curve.Points, curve.Values, IsPath: false, layer.Size ?? 2, curve.Label)
            : Symbols(layer, index, curve, colour, count),
    };

    private Mark.Symbols Symbols(LayerSettings layer, int index, Curve curve, Colour colour, int count)
    {
        var isMany = !IsSeries(layer) && count > ManyPoints;
        return new(
            IsSeries(layer) ? Thinned(curve.Points) : curve.Points,
            layer.Symbol ?? (isMany ? Symbol.Dot : colours.SymbolOf(index, curve)), colour, layer.Size ?? (isMany ? 1.6 : 3.6), curve.Label);
    }

    private static bool IsSeries(LayerSettings layer) => layer.X is "time" or "step";

    /// <summary>Fewer of the symbols of a series, evenly along the axis: each is a value as it was measured.</summary>
    private ImmutableArray<Point> Thinned(ImmutableArray<Point> points)
    {
        var kept = ImmutableArray.CreateBuilder<Point>();
        var last = double.NegativeInfinity;
        foreach (var point in points.OrderBy(s => s.X))
        {
            var place = x.Position(point.X);
            if (!(place - last >= LeastDistance) || double.IsNaN(point.Y)) continue;
            kept.Add(point);
            last = place;
        }
        return kept.ToImmutable();
    }
}

/// <summary>The colours of a frame's curves: curves of the same values have the same colour in every layer, as theory and
/// simulation.</summary>
internal sealed class CurveColours
{
    private readonly List<string> _identities;

    public CurveColours(IReadOnlyCollection<Content> contents)
    {
        _identities = Identities(l => l.Colour is null && l.Draw != Draw.Cells);
        _lines = Identities(l => l is { Draw: Draw.Line, Dash: null });
        _points = Identities(l => l is { Draw: Draw.Points, Symbol: null });

        List<string> Identities(Func<LayerSettings, bool> isMeant) =>
        [
            .. contents.SelectMany(content => content.Layers.SelectMany((l, i) => isMeant(l.Layer) ? l.Curves.Select(c => Identity(c, i)) : []))
                .Distinct(),
        ];
    }

    private readonly List<string> _lines;
    private readonly List<string> _points;

    public Colour Of(LayerSettings layer, int index, Curve curve) => layer.Colour is { } named
        ? Of(named)
        : Palette.OfCurve(_identities.IndexOf(Identity(curve, index)), _identities.Count);

    /// <summary>Few curves are told apart without colour, too; of many the colours have an order.</summary>
    public Dash DashOf(int index, Curve curve) => Dashes[PlaceIn(_lines, index, curve) % Dashes.Length];

    /// <summary>Likewise.</summary>
    public Symbol SymbolOf(int index, Curve curve) => Symbols[PlaceIn(_points, index, curve) % Symbols.Length];

    private static ImmutableArray<Dash> Dashes { get; } = [Dash.Solid, Dash.Dashed, Dash.DashDotted, Dash.Dotted];

    private static ImmutableArray<Symbol> Symbols { get; } =
        [Symbol.OpenCircle, Symbol.OpenSquare, Symbol.Triangle, Symbol.Diamond, Symbol.Cross, Symbol.Circle];

    private static int PlaceIn(List<string> identities, int index, Curve curve) =>
        identities.Count <= Palette.Distinct.Length ? Math.Max(0, identities.IndexOf(Identity(curve, index))) : 0;

    public static Colour Of(ColourName name) => name switch
    {
        ColourName.Black => Colour.Ink,
        ColourName.Gray => Palette.Gray,
        _ => Palette.Distinct[name - ColourName.Blue],
    };

    private static string Identity(Curve curve, int index) =>
        curve.Key.IsEmpty ? $"layer {index}" : string.Join('\u001f', curve.Key);
}
