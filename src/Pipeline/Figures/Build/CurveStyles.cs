using System.Collections.Immutable;
using Pipelines.Pipeline.Figures.Marks;
using Pipelines.Pipeline.Figures.Scene;

namespace Pipelines.Pipeline.Figures.Build;

/// <summary>Colours, dashes and symbols of a frame's curves: curves of the same values have the same colour in every layer, as theory and
/// simulation.</summary>
internal sealed class CurveStyles
{
    private static readonly ImmutableArray<Dash> Dashes =
        [Dash.Solid, Dash.Dashed, Dash.DashDotted, Dash.Dotted, Dash.LongDashed, Dash.DashDotDotted];

    private static readonly ImmutableArray<Symbol> Symbols =
        [Symbol.OpenCircle, Symbol.OpenSquare, Symbol.Triangle, Symbol.Diamond, Symbol.Cross, Symbol.Circle];

    private readonly List<string> _colours;
    private readonly List<string> _dashes;
    private readonly List<string> _symbols;

    public CurveStyles(IReadOnlyCollection<Content> contents)
    {
        _colours = Identities(l => l.Colour is null && l.Kind.HasColours);
        _dashes = Identities(l => l.Dash is null && l.Kind.HasDashes);
        _symbols = Identities(l => l.Symbol is null && l.Kind.HasSymbols);

        List<string> Identities(Func<LayerSettings, bool> isMeant) =>
        [
            .. contents.SelectMany(content => content.Layers.SelectMany((l, i) => isMeant(l.Layer) ? l.Curves.Select(c => Identity(c, i)) : []))
                .Distinct(),
        ];
    }

    /// <summary>Few curves are told apart without colour, too; of many the colours have an order.</summary>
    public CurveStyle Of(LayerSettings layer, int index, Curve curve) => new(
        layer.Colour is { } named ? Palette.Of(named) : Palette.OfCurve(_colours.IndexOf(Identity(curve, index)), _colours.Count),
        Dashes[PlaceIn(_dashes, index, curve) % Dashes.Length], Symbols[PlaceIn(_symbols, index, curve) % Symbols.Length]);

    private static int PlaceIn(List<string> identities, int index, Curve curve) =>
        identities.Count <= Palette.Distinct.Length ? Math.Max(0, identities.IndexOf(Identity(curve, index))) : 0;

    private static string Identity(Curve curve, int index) =>
        curve.Key.IsEmpty ? $"layer {index}" : string.Join('\u001f', curve.Key);
}
