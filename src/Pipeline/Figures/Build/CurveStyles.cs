using System.Collections.Immutable;
using Pipelines.Pipeline.Figures.Marks;
using Pipelines.Pipeline.Figures.Scene;

namespace Pipelines.Pipeline.Figures.Build;

/// <summary>Colours, dashes and symbols of a frame's curves: curves of the same values have the same colour in every layer, as theory and
/// simulation. Layers of lines, or of points, that would look alike by that have a dash or a symbol each.</summary>
internal sealed class CurveStyles
{
    private static readonly ImmutableArray<Dash> Dashes =
        [Dash.Solid, Dash.Dashed, Dash.DashDotted, Dash.Dotted, Dash.LongDashed, Dash.DashDotDotted];

    private static readonly ImmutableArray<Symbol> Symbols =
        [Symbol.OpenCircle, Symbol.OpenSquare, Symbol.Triangle, Symbol.Diamond, Symbol.Cross, Symbol.Circle];

    private readonly List<string> _colours;
    private readonly List<string> _dashes;
    private readonly List<string> _symbols;
    private readonly Dictionary<int, Dash> _dashOfLayer;
    private readonly Dictionary<int, Symbol> _symbolOfLayer;

    public CurveStyles(IReadOnlyCollection<Content> contents)
    {
        _colours = Identities(l => l.Colour is null && l.Kind.HasColours);
        _dashes = Identities(l => l.Dash is null && l.Kind.HasDashes);
        _symbols = Identities(l => l.Symbol is null && l.Kind.HasSymbols);
        ImmutableArray<LayerSettings> layers = [.. contents.First().Layers.Select(l => l.Layer)];
        var ruled = contents.SelectMany(c => c.Behind).OfType<RuleMark>().Select(r => r.Stroke.Dash);
        var written = layers.Select(l => l.Dash).OfType<Dash>().Concat(ruled);
        _dashOfLayer = ByLayer(_dashes, l => l.Dash is null && l.Kind.HasDashes, [.. Dashes.Except(written)]);
        _symbolOfLayer = ByLayer(
            _symbols, l => l.Symbol is null && l.Kind.HasSymbols, [.. Symbols.Except(layers.Select(l => l.Symbol).OfType<Symbol>())]);

        List<string> Identities(Func<LayerSettings, bool> isMeant) =>
        [
            .. contents.SelectMany(content => content.Layers.SelectMany((l, i) => isMeant(l.Layer) ? l.Curves.Select(c => Identity(c, i)) : []))
                .Distinct(),
        ];

        Dictionary<int, T> ByLayer<T>(List<string> identities, Func<LayerSettings, bool> isMeant, ImmutableArray<T> signs)
        {
            var open = layers.Index().Where(l => isMeant(l.Item) && l.Item.Colour is null)
                .Select(l => (l.Index, Called: (l.Item.Name, l.Item.Label), Curves: contents.SelectMany(c => c.Layers[l.Index].Curves)
                    .Select(c => Identity(c, l.Index)).ToHashSet())).ToList();
            // Few curves have a dash each, so that only those of the same values are alike; of many all are.
            bool AreAlike(int a, int b) => open[a].Called != open[b].Called && (open[a].Curves.Overlaps(open[b].Curves)
                || (identities.Count > Palette.Distinct.Length && open[a].Called.Name.Length > 0 && open[b].Called.Name.Length > 0));
            var alike = Enumerable.Range(0, open.Count).Where(a => Enumerable.Range(0, open.Count).Any(b => AreAlike(a, b))).ToList();
            var names = alike.Select(a => open[a].Called).Distinct().ToList();
            return signs.IsEmpty ? [] : alike.ToDictionary(a => open[a].Index, a => signs[names.IndexOf(open[a].Called) % signs.Length]);
        }
    }

    /// <summary>Few curves are told apart without colour, too; of many the colours have an order.</summary>
    public CurveStyle Of(LayerSettings layer, int index, Curve curve) => new(
        layer.Colour is { } named ? Palette.Of(named) : Palette.OfCurve(_colours.IndexOf(Identity(curve, index)), _colours.Count),
        _dashOfLayer.TryGetValue(index, out var dash) ? dash : Dashes[PlaceIn(_dashes, index, curve) % Dashes.Length],
        _symbolOfLayer.TryGetValue(index, out var symbol) ? symbol : Symbols[PlaceIn(_symbols, index, curve) % Symbols.Length]);

    private static int PlaceIn(List<string> identities, int index, Curve curve) =>
        identities.Count <= Palette.Distinct.Length ? Math.Max(0, identities.IndexOf(Identity(curve, index))) : 0;

    private static string Identity(Curve curve, int index) =>
        curve.Key.IsEmpty ? $"layer {index}" : string.Join('\u001f', curve.Key);
}
