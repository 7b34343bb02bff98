using Pipelines.Pipeline.Figures.Drawing;

namespace Pipelines.Pipeline.Figures.Svg;

/// <summary>A panel within a panel, with its numbers, on a little paper.</summary>
internal static class SvgInset
{
    private const double NumberSize = 6;

    /// <summary>With its numbers and labels.</summary>
    public static (double Width, double Height) SizeOf(Inset inset, double outerWidth, double outerHeight)
    {
        var layout = LayoutOf(inset, outerWidth, outerHeight);
        var (left, top, bottom) = Around(layout);
        return (layout.Width + left + 5, layout.Height + top + bottom);
    }

    public static void Draw(SvgCanvas canvas, Inset inset, Box outer, Box whole)
    {
        var layout = LayoutOf(inset, outer.Width, outer.Height);
        var (left, top, _) = Around(layout);
        canvas.Paper(whole, 0.9);
        var frame = new Frame(new(whole.Left + left, whole.Top + top, layout.Width, layout.Height), inset.Panel.X.Scale, inset.Panel.Y.Scale);
        new SvgMarks(canvas, frame, inset.Panel).DrawAll();
        new SvgAxes(canvas, layout, frame, NumberSize).Draw();
    }

    private static PanelLayout LayoutOf(Inset inset, double outerWidth, double outerHeight) =>
        PanelLayout.Of(inset.Panel, outerWidth * inset.Share, outerHeight * inset.Share, NumberSize);

    private static (double Left, double Top, double Bottom) Around(PanelLayout layout) =>
        (layout.NumberWidth(NumberSize) + NumberSize + 7, layout.Y.Factor is null ? 4 : 10, (2 * NumberSize) + 6);
}
