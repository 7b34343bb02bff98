using Pipelines.Pipeline.Figures.Drawing;
using Pipelines.Pipeline.Figures.Entries;

namespace Pipelines.Pipeline.Figures.Making;

/// <summary>The colours of a frame's curves: what is told apart by the same values has the same colour in every layer, as theory and
/// simulation.</summary>
internal sealed class CurveColours
{
    private readonly List<string> _identities;

    public CurveColours(IEnumerable<Content> contents) => _identities =
    [
        .. contents.SelectMany(content => content.Layers.SelectMany((l, i) => l.Layer.Colour is null
            && l.Layer.Draw != Draw.Cells ? l.Curves.Select(c => Identity(c, i)) : [])).Distinct(),
    ];

    public Colour Of(LayerSettings layer, int index, Curve curve) => layer.Colour is { } named
        ? Of(named)
        : Palette.OfCurve(_identities.IndexOf(Identity(curve, index)), _identities.Count);

    public static Colour Of(ColourName name) => name switch
    {
        ColourName.Black => Colour.Ink,
        ColourName.Gray => Palette.Gray,
        _ => Palette.Distinct[name - ColourName.Blue],
    };

    private static string Identity(Curve curve, int index) =>
        curve.Key.IsEmpty ? $"layer {index}" : string.Join('\u001f', curve.Key);
}
