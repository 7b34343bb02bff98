using System.Collections.Immutable;
using Pipelines.Pipeline.Figures.Drawing;
using Pipelines.Pipeline.Figures.Entries;

namespace Pipelines.Pipeline.Figures.Making;

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
            yield return new Mark.Cells(Content.CellsOf(curves, x.IsLogarithmic, y.IsLogarithmic));
            yield break;
        }
        var count = curves.Sum(c => c.Spots.Length);
        if (IsCounted(layer, curves))
        {
            yield return new Mark.Cells(Bins.Count(curves.SelectMany(c => c.Spots), x, y));
            yield break;
        }
        foreach (var curve in curves) yield return Of(layer, curve, colours.Of(layer, index, curve), count);
    }

    /// <summary>A scatter of too many points to be drawn one by one.</summary>
    public static bool IsCounted(LayerSettings layer, ImmutableArray<Curve> curves) =>
        layer is { Draw: Draw.Points, Value: null } && !IsSeries(layer) && curves.Sum(c => c.Spots.Length) > Bins.MostPoints;

    private Mark Of(LayerSettings layer, Curve curve, Colour colour, int count) => layer.Draw switch
    {
        Draw.Line => new Mark.Line(curve.Spots, new(colour, layer.Dash, layer.Width), curve.Label),
        Draw.Band => new Mark.Band(curve.Spots, colour, curve.Label),
        Draw.Stems => new Mark.Stems(curve.Spots, colour, curve.Label),
        Draw.Path => new Mark.Coloured(curve.Spots, curve.Values, IsPath: true, layer.Width, curve.Label),
        Draw.Arrows => new Mark.Arrows(curve.Spots, curve.Vectors, colour, curve.Label),
        _ => layer.Value is not null
            ? new Mark.Coloured(curve.Spots, curve.Values, IsPath: false, layer.Size ?? 2, curve.Label)
            : Symbols(layer, curve, colour, count),
    };

    private Mark.Symbols Symbols(LayerSettings layer, Curve curve, Colour colour, int count)
    {
        var isMany = !IsSeries(layer) && count > ManyPoints;
        return new(
            IsSeries(layer) ? Thinned(curve.Spots) : curve.Spots,
            layer.Symbol ?? (isMany ? Symbol.Dot : Symbol.OpenCircle), colour, layer.Size ?? (isMany ? 1.6 : 3.6), curve.Label);
    }

    private static bool IsSeries(LayerSettings layer) => layer.X is "time" or "step";

    /// <summary>Fewer of the symbols of a series, evenly along the axis: each is a value as it was measured.</summary>
    private ImmutableArray<Spot> Thinned(ImmutableArray<Spot> spots)
    {
        var kept = ImmutableArray.CreateBuilder<Spot>();
        var last = double.NegativeInfinity;
        foreach (var spot in spots.OrderBy(s => s.X))
        {
            var place = x.Position(spot.X);
            if (!(place - last >= LeastDistance) || double.IsNaN(spot.Y)) continue;
            kept.Add(spot);
            last = place;
        }
        return kept.ToImmutable();
    }
}
