using System.Collections.Immutable;
using Pipelines.Pipeline.Figures.Marks;
using Pipelines.Pipeline.Figures.Spec;

namespace Pipelines.Pipeline.Figures.Build;

/// <summary>Curves without a number that has a place on the axes, as an error that the theory does not know: a legend that names them would send its
/// reader looking for them.</summary>
/// <param name="contents">The panels of one entry, one for each value of its facet: a curve that one of them shows is empty in none.</param>
/// <param name="isLogX">The horizontal axis is logarithmic.</param>
/// <param name="isLogY">The vertical axis is.</param>
internal sealed class EmptyCurves(IReadOnlyList<Content> contents, bool isLogX, bool isLogY)
{
    private readonly HashSet<(int Layer, string Key, string Label)> _shown =
    [
        .. contents.SelectMany(content => content.Layers.SelectMany((l, i) => l.Curves.Where(c => IsShown(l.Layer, c, isLogX, isLogY))
            .Select(c => Identity(i, c)))),
    ];

    /// <summary>What they are called: by their label, or column and settings.</summary>
    public ImmutableArray<string> Names =>
    [
        .. contents.SelectMany(content => content.Layers.SelectMany((l, i) => l.Curves.Where(c => !_shown.Contains(Identity(i, c)))
            .Select(c => c.Label.Length > 0 ? c.Label : c.Name))).Distinct(),
    ];

    /// <summary>The same panel with the other curves.</summary>
    public Content Without(Content content) => content with
    {
        Layers = [.. content.Layers.Select((l, i) => (l.Layer, l.Curves.Where(c => _shown.Contains(Identity(i, c))).ToImmutableArray()))],
    };

    /// <summary>A sentence for the caption; none where every curve is drawn, and for animations, where a curve may be empty for a while.</summary>
    public static IEnumerable<string> Note(FigureSettings figure, ImmutableArray<Panel> panels)
    {
        var names = panels.SelectMany(p => p.Absent.Concat(p.Insets.SelectMany(i => i.Panel.Absent))).Distinct().ToList();
        if (figure.Frames is null && names.Count > 0)
            yield return $"Not drawn, as no number of it has a place on the axes (NaN, or not above 0 on a logarithmic axis): "
                + $"{string.Join("; ", names)}.";
    }

    private static (int Layer, string Key, string Label) Identity(int layer, Curve curve) => (layer, string.Join('\u001f', curve.Key), curve.Label);

    private static bool IsShown(LayerSettings layer, Curve curve, bool isLogX, bool isLogY)
    {
        bool Has(double value, bool isLogarithmic) => !double.IsNaN(value) && (!isLogarithmic || value > 0);
        return layer.Kind.IsGrid
            || curve.Points.Any(p => Has(p.X, isLogX) && (Has(p.Y, isLogY) || (layer.Y is null && (Has(p.Low, isLogY) || Has(p.High, isLogY)))));
    }
}
