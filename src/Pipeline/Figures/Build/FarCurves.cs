using System.Collections.Immutable;
using System.Globalization;
using Pipelines.Pipeline.Figures.Marks;

namespace Pipelines.Pipeline.Figures.Build;

/// <summary>Curves so far above the others, as those of a run whose weights grow without bound, that on one linear axis the others would be a
/// line at its foot.</summary>
/// <param name="curves">The curves.</param>
internal sealed class FarCurves(ImmutableHashSet<Curve> curves)
{
    /// <summary>Of a frame this high, the others would not be as thick as a line.</summary>
    private const double Far = 1000;

    /// <summary>More curves than these are counted, not named.</summary>
    private const int MostNamed = 4;

    public static FarCurves None { get; } = new([]);

    /// <summary>Those whose largest number is so many times that of the middle one of all.</summary>
    public static FarCurves Of(IReadOnlyList<Content> contents)
    {
        var sizes = contents.SelectMany(c => c.Curves).Where(c => Size(c) > 0).OrderBy(Size).ToList();
        if (sizes.Count < 2) return None;
        var middle = Size(sizes[(sizes.Count - 1) / 2]);
        return new([.. sizes.Where(c => Size(c) > Far * middle)]);
    }

    public ImmutableArray<string> Names =>
        [.. curves.OrderBy(Size).Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Name} (up to {Size(c):G3})"))];

    /// <summary>The panel with the other curves.</summary>
    public Content Without(Content content) => curves.IsEmpty ? content : content with
    {
        Layers = [.. content.Layers.Select(l => (l.Layer, l.Curves.Where(c => !curves.Contains(c)).ToImmutableArray()))],
    };

    /// <summary>A sentence for the caption where there are some.</summary>
    public static IEnumerable<string> Note(ImmutableArray<Panel> panels)
    {
        var names = panels.SelectMany(p => p.Beyond).Distinct().ToList();
        if (names.Count == 0) yield break;
        var more = names.Count > MostNamed ? $"; and {names.Count - MostNamed} more" : "";
        yield return $"Far above the others, so that the axis does not follow them: {string.Join("; ", names.Take(MostNamed))}{more}.";
    }

    private static double Size(Curve curve) =>
        curve.Points.Select(p => Math.Abs(p.Y)).Where(double.IsFinite).DefaultIfEmpty(0).Max();
}
