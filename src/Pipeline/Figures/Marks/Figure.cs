using System.Collections.Immutable;
using Pipelines.Pipeline.Figures.Scene;

namespace Pipelines.Pipeline.Figures.Marks;

/// <summary>A figure as a value: what is drawn where in data coordinates, in words and numbers only. Renderers turn it into bytes.</summary>
/// <param name="Name">File name without ending.</param>
/// <param name="Title">One line, with formulas between dollar signs (<see cref="MathText"/>).</param>
/// <param name="Caption">What is to be seen, likewise.</param>
/// <param name="Notes">What the tool adds to the caption, a sentence each: parameters, error bars, verdicts.</param>
/// <param name="Alternative">What the figure shows, for those who do not see it: plain text.</param>
/// <param name="Panels">Row by row.</param>
/// <param name="Columns">Panels per row.</param>
internal sealed record Figure(
    string Name, string Title, string Caption, ImmutableArray<string> Notes, string Alternative, ImmutableArray<Panel> Panels, int Columns)
{
    /// <summary>In points; null for a journal's column of one panel per row, and for what several need up to two columns.</summary>
    public double? Width { get; init; }

    /// <summary>Size of labels over their usual size; everything else grows with them.</summary>
    public double Magnification { get; init; } = 1;
}

/// <summary>Columns of journals (American Physical Society), in points.</summary>
internal static class FigureWidth
{
    public const double Single = 8.6 * 72 / 2.54;
    public const double Double = 17.8 * 72 / 2.54;
}

/// <summary>One frame with two axes and what is drawn between them, back to front.</summary>
/// <param name="Title">Above the frame; may be empty.</param>
/// <param name="X">Horizontal axis.</param>
/// <param name="Y">Vertical axis.</param>
/// <param name="Marks">What is drawn.</param>
internal sealed record Panel(string Title, Axis X, Axis Y, ImmutableArray<Mark> Marks)
{
    /// <summary>Names of curves that are not drawn, as none of their numbers has a place on the axes.</summary>
    public ImmutableArray<string> Absent { get; init; } = [];

    /// <summary>Curves, with the largest of their numbers, that the frame does not follow.</summary>
    public ImmutableArray<string> Beyond { get; init; } = [];

    /// <summary>Marks of the other panels of a facet: this panel's legend holds for them, too, and names the curves that it lacks itself.</summary>
    public ImmutableArray<Mark> Elsewhere { get; init; } = [];

    /// <summary>Where the legend goes.</summary>
    public Place Legend { get; init; } = Place.Best;

    /// <summary>Smaller panels inside the frame.</summary>
    public ImmutableArray<Inset> Insets { get; init; } = [];

    /// <summary>The scale of colours, drawn as a bar; null where no mark is coloured by a number.</summary>
    public ColourScale? Colours { get; init; }

    /// <summary>Height of the frame over its width.</summary>
    public double Aspect { get; init; } = 0.72;

    /// <summary>What of the marks the frame shows, in their order.</summary>
    public IEnumerable<Mark> Shown => Marks.Select(m => m.In(Frame));

    /// <summary>Some mark that is made of rows has something in the frame; shades and guide lines are not asked.</summary>
    public bool ShowsData => Marks.Any(m => m.In(Frame).ShowsData(Frame));

    private Visible Frame => new(X.Scale, Y.Scale, Colours?.Scale);
}

/// <summary>A panel within a panel.</summary>
/// <param name="Panel">Has no legend and no insets of its own.</param>
/// <param name="Place">Where in the frame.</param>
/// <param name="Share">Width and height as shares of the frame's.</param>
internal sealed record Inset(Panel Panel, Place Place, double Share);

/// <summary>The lines of a panel's legend: marks of the same words share one, so that a curve and its symbols are named once.</summary>
internal static class LegendEntries
{
    /// <summary>Those that are drawn. Data of a single name and colour need none: the axis has it. A shade or a guide line does.</summary>
    public static ImmutableArray<(string Label, ImmutableArray<Mark> Marks)> Shown(Panel panel) =>
        panel.Legend == Place.None ? [] : Shown([.. panel.Marks, .. panel.Elsewhere]);

    private static ImmutableArray<(string Label, ImmutableArray<Mark> Marks)> Shown(ImmutableArray<Mark> marks) =>
        Of(marks) is var all && all.Length == 1 && IsAlone(marks, all[0].Label) ? [] : all;

    // Symbols and the line through them are one curve, whichever of them has the name.
    private static bool IsAlone(ImmutableArray<Mark> marks, string label)
    {
        var colours = marks.Where(m => !m.IsGuide).Select(m => m.Key.IsOneColour ? m.Key.Colour : (Colour?)null).Distinct();
        return marks.All(m => m.Label != label || !m.IsGuide) && colours.Count() == 1;
    }

    /// <summary>Curves in their order, then the names of layers, which hold for all curves before them.</summary>
    public static ImmutableArray<(string Label, ImmutableArray<Mark> Marks)> Of(IEnumerable<Mark> marks) =>
    [
        .. marks.Where(m => m.Label.Length > 0).GroupBy(m => m.Label, StringComparer.Ordinal)
            .OrderBy(g => g.All(m => !m.IsGuide && m.Numbers.IsEmpty)).Select(g => (g.Key, Distinct(g))),
    ];

    // One sample of each kind is enough.
    private static ImmutableArray<Mark> Distinct(IEnumerable<Mark> marks) => [.. marks.DistinctBy(m => m.GetType())];
}
