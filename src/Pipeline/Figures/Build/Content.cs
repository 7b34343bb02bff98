using System.Collections.Immutable;
using Pipelines.Pipeline.Figures.Marks;
using Pipelines.Pipeline.Figures.Scene;
using Pipelines.Pipeline.Figures.Spec;

namespace Pipelines.Pipeline.Figures.Build;

/// <summary>What a frame shows before its axes are known: the curves of each layer, guide lines and shades.</summary>
internal sealed record Content(ImmutableArray<(LayerSettings Layer, ImmutableArray<Curve> Curves)> Layers, ImmutableArray<Mark> Behind)
{
    public IEnumerable<Curve> Curves => Layers.SelectMany(l => l.Curves);

    /// <summary>Everything that the horizontal axis must hold.</summary>
    public IEnumerable<double> Across(bool isLogX, bool isLogY) => Layers.SelectMany(l => l.Layer.Kind.Across(l.Curves, isLogX, isLogY));

    /// <summary>Everything that the vertical axis must hold, of what the horizontal one shows.</summary>
    public IEnumerable<double> Up(bool isLogX, bool isLogY, AxisSettings? x)
    {
        bool IsShown(double at) => !(at < x?.From) && !(at > x?.To) && (!isLogX || at > 0);
        return Layers.SelectMany(l => l.Layer.Kind.Up(l.Curves, isLogX, isLogY, IsShown))
            .Concat(Behind.OfType<RuleMark>().Where(r => !r.IsVertical).Select(r => r.At));
    }

    public IEnumerable<double> Values => Curves.SelectMany(c => c.Values);

    /// <summary>The marks of the layers, once the axes are known.</summary>
    public IEnumerable<Mark> Marks(Scale x, Scale y, CurveStyles styles) => Layers.SelectMany((l, i) =>
        l.Layer.Kind.Marks(new(l.Layer, l.Curves, x, y, curve => styles.Of(l.Layer, i, curve))).Select(m => m with { Layer = l.Layer.Name }));
}
