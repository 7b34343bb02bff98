using System.Collections.Immutable;
using Pipelines.Pipeline.Figures.Drawing;
using Pipelines.Pipeline.Figures.Entries;

namespace Pipelines.Pipeline.Figures.Making;

/// <summary>What a frame shows before its axes are known: the curves of each layer, guide lines and shades.</summary>
internal sealed record Content(ImmutableArray<(LayerSettings Layer, ImmutableArray<Curve> Curves)> Layers, ImmutableArray<Mark> Behind)
{
    public IEnumerable<Curve> Curves => Layers.SelectMany(l => l.Curves);

    /// <summary>Everything that the horizontal axis must hold: the cells of a heat map with their edges.</summary>
    public IEnumerable<double> Across(bool isLogX, bool isLogY) => Layers.SelectMany(l => l.Layer.Draw switch
    {
        Draw.Cells => CellsOf(l.Curves, isLogX, isLogY).SelectMany(c => new[] { c.Left, c.Right }),
        Draw.Arrows => l.Curves.SelectMany(c => c.Spots.Select(s => s.X).Concat(c.Spots.Zip(c.Vectors, (s, v) => s.X + v.X))),
        _ => l.Curves.SelectMany(c => c.Spots.Where(s => !double.IsNaN(s.Y) || !double.IsNaN(s.Low)).Select(s => s.X)),
    });

    /// <summary>Everything that the vertical axis must hold, of what the horizontal one shows.</summary>
    public IEnumerable<double> Up(bool isLogX, bool isLogY, AxisSettings? x)
    {
        bool IsShown(double at) => !(at < x?.From) && !(at > x?.To) && (!isLogX || at > 0);
        return Layers.SelectMany(l => l.Layer.Draw switch
        {
            Draw.Cells => CellsOf(l.Curves, isLogX, isLogY).SelectMany(c => new[] { c.Bottom, c.Top }),
            Draw.Arrows => l.Curves.SelectMany(c => c.Spots.Select(s => s.Y).Concat(c.Spots.Zip(c.Vectors, (s, v) => s.Y + v.Y))),
            Draw.Stems => l.Curves.SelectMany(c => c.Spots.Where(s => IsShown(s.X)).Select(s => s.Y)).Append(0),
            _ => l.Curves.SelectMany(c => c.Spots.Where(s => IsShown(s.X)).SelectMany(s => new[] { s.Y, s.Low, s.High })),
        }).Concat(Behind.OfType<Mark.Rule>().Where(r => !r.IsVertical).Select(r => r.At));
    }

    public IEnumerable<double> Values => Curves.SelectMany(c => c.Values);

    public static ImmutableArray<Cell> CellsOf(IEnumerable<Curve> curves, bool isLogX, bool isLogY)
    {
        var pairs = curves.SelectMany(c => c.Spots.Zip(c.Values)).Where(p => double.IsFinite(p.First.X + p.First.Y) && (!isLogX
            || p.First.X > 0) && (!isLogY || p.First.Y > 0)).ToList();
        return Bins.Around([.. pairs.Select(p => p.First)], [.. pairs.Select(p => p.Second)], isLogX, isLogY);
    }
}
