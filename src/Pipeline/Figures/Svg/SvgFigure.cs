using System.Collections.Immutable;
using System.Text;
using Pipelines.Pipeline.Figures.Marks;
using Pipelines.Pipeline.Figures.Pens;
using Pipelines.Pipeline.Figures.Scene;

namespace Pipelines.Pipeline.Figures.Svg;

/// <summary>A figure as SVG: the same figure gives the same bytes on every machine.</summary>
/// <remarks>
/// One unit is one point; a figure of one column is about as wide as a column of a paper. Nothing is fetched: text is in whatever replacement of
/// Helvetica the reader has. Title and description make it readable without eyes.
/// </remarks>
internal static class SvgFigure
{
    /// <summary>Families as wide as the letters that texts are laid out for; the first that a machine has is taken.</summary>
    public static ImmutableArray<string> Fonts { get; } = ["Helvetica", "Arial", "Liberation Sans", "Nimbus Sans"];

    /// <summary>A whole SVG document.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="areRunsApart">See <see cref="SvgCanvas"/>.</param>
    public static string Render(Figure figure, bool areRunsApart = false)
    {
        ArgumentNullException.ThrowIfNull(figure);
        var canvas = new SvgCanvas(areRunsApart);
        var columns = Math.Clamp(figure.Columns, 1, Math.Max(1, figure.Panels.Length));
        var frame = FrameWidth(figure, columns);
        var layouts = Layouts(figure, frame);
        var rows = (layouts.Length + columns - 1) / columns;
        // Frames of a column share a left edge, frames of a row a top edge.
        double Across(int column, Func<PanelLayout, double> size) => InColumn(layouts, columns, column, size);
        double Down(int row, Func<PanelLayout, double> size) => layouts.Skip(row * columns).Take(columns).Max(size);

        var width = Math.Round(Around(layouts, columns) + (columns * frame), 6);
        double Row(int row) => Down(row, l => l.Top) + Down(row, l => l.Height) + Down(row, l => l.Bottom);
        // A long legend beside a frame goes on beside the rows below, and at last the page is longer for it.
        var height = Enumerable.Range(0, rows).Max(r => Enumerable.Range(0, r).Sum(Row) + Math.Max(
            Enumerable.Range(r, rows - r).Sum(Row), Down(r, l => l.Top) + Down(r, l => l.BesideHeight)));
        Begin(canvas, figure, width, height);
        var top = 0.0;
        for (var row = 0; row < rows; row++)
        {
            top += Down(row, l => l.Top);
            var left = 0.0;
            for (var column = 0; column < columns && (row * columns) + column < layouts.Length; column++)
            {
                left += Across(column, l => l.Left);
                new SvgPanel(canvas).Draw(layouts[(row * columns) + column], new(left, top));
                left += frame + Across(column, l => l.Right);
            }
            top += Down(row, l => l.Height) + Down(row, l => l.Bottom);
        }
        canvas.Raw("</svg>");
        return canvas.ToString();
    }

    private static ImmutableArray<PanelLayout> Layouts(Figure figure, double frame) => [.. figure.Panels.Select(p => PanelLayout.Of(p, frame))];

    private static double InColumn(ImmutableArray<PanelLayout> layouts, int columns, int column, Func<PanelLayout, double> size) =>
        layouts.Where((_, i) => i % columns == column).Select(size).DefaultIfEmpty().Max();

    /// <summary>What stands beside the frames of a row.</summary>
    private static double Around(ImmutableArray<PanelLayout> layouts, int columns) =>
        Enumerable.Range(0, columns).Sum(c => InColumn(layouts, columns, c, l => l.Left) + InColumn(layouts, columns, c, l => l.Right));

    /// <summary>Width of a frame, such that the figure is as wide as it is to be: numbers and legends beside the frames depend on it, too.</summary>
    private static double FrameWidth(Figure figure, int columns)
    {
        const double Least = 24;
        var usual = columns switch { 1 => 198.0, 2 => 190, 3 => 142, _ => 118 };
        var wanted = (figure.Width ?? (columns == 1 ? FigureWidth.Single : FigureWidth.Double)) / figure.Magnification;
        var frame = usual;
        for (var i = 0; i < 4; i++) frame = Math.Max(Least, (wanted - Around(Layouts(figure, frame), columns)) / columns);
        // Several panels take no more than they need.
        return figure.Width is null && columns > 1 ? Math.Min(frame, usual) : frame;
    }

    private static void Begin(SvgCanvas canvas, Figure figure, double width, double height)
    {
        var (w, h) = (SvgCanvas.Number(Math.Ceiling(width)), SvgCanvas.Number(Math.Ceiling(height)));
        string Size(double size) => SvgCanvas.Number(Math.Ceiling(size) * figure.Magnification);
        var title = XmlText.Escape(figure.Title.Length == 0 ? figure.Name : MathText.Of(figure.Title).Plain);
        canvas.Raw(
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Size(width)}pt\" height=\"{Size(height)}pt\" viewBox=\"0 0 {w} {h}\" role=\"img\" "
                + $"font-family=\"{string.Join(", ", Fonts.Select(f => f.Contains(' ', StringComparison.Ordinal) ? $"'{f}'" : f))}, sans-serif\">");
        canvas.Raw($"<title>{title}</title>");
        canvas.Raw($"<desc>{XmlText.Escape(figure.Alternative)}</desc>");
        canvas.Paper(new(0, 0, Math.Ceiling(width), Math.Ceiling(height)));
    }
}

/// <summary>Draws one panel: marks, insets, legend, axes, bar of colours.</summary>
internal sealed class SvgPanel(SvgCanvas canvas)
{
    public void Draw(PanelLayout layout, Pixel corner)
    {
        var panel = layout.Panel;
        var frame = new Frame(new(corner.X, corner.Y, layout.Width, layout.Height), panel.X.Scale, panel.Y.Scale);
        Marks(canvas, frame, panel);
        foreach (var (inset, box) in panel.Insets.Zip(layout.Places.Insets))
            SvgInset.Draw(canvas, inset, frame.Box, box with { Left = corner.X + box.Left, Top = corner.Y + box.Top });
        if (layout.LegendOf(frame.Box) is { } legend) layout.Places.Layout!.Draw(canvas, panel.Colours, legend);
        new SvgAxes(canvas, layout, frame, PanelLayout.NumberSize).Draw();
        if (panel.Colours is { } colours) Bar(layout, layout.BarOf(frame.Box), colours);
    }

    /// <summary>Back to front.</summary>
    public static void Marks(SvgCanvas canvas, Frame frame, Panel panel)
    {
        canvas.Raw("<g class=\"marks\">");
        foreach (var mark in panel.Shown) mark.Draw(canvas, frame, panel.Colours);
        canvas.Raw("</g>");
    }

    private void Bar(PanelLayout layout, Box box, ColourScale colours)
    {
        // Each step lies on the one below it, which goes on behind: no page shows through between them.
        const int Steps = 48;
        for (var i = 0; i < Steps; i++)
            canvas.Fill(box with { Height = box.Height * (Steps - i) / Steps }, colours.At((i + 0.5) / Steps));
        canvas.Outline(box, 0.6);
        var ticks = layout.BarTicks(colours);
        var widest = 0.0;
        foreach (var tick in ticks.All.Where(t => t.Label is not null))
        {
            var y = box.Bottom - (colours.Scale.Position(tick.Value) * box.Height);
            canvas.Stroke($"M{SvgCanvas.Pair(new(box.Right, y))}h-2.4", new(Colour.Ink, Width: 0.6));
            canvas.Write(tick.Label!, new(box.Right + 3, y + (0.35 * PanelLayout.NumberSize)), PanelLayout.NumberSize);
            widest = Math.Max(widest, TextWidth.Of(tick.Label!, PanelLayout.NumberSize));
        }
        if (ticks.Factor is { } factor) canvas.Write(factor, new(box.Left, box.Top - 3), PanelLayout.NumberSize);
        foreach (var (i, line) in layout.BarLines.Index())
        {
            var left = box.Right + 3 + widest + 3 + PanelLayout.LabelSize + (i * PanelLayout.LineHeight);
            canvas.Write(line, new(left, box.Top + (box.Height / 2)), PanelLayout.LabelSize, "middle", isUpwards: true);
        }
    }
}

/// <summary>A panel within a panel, with its numbers, on a little paper.</summary>
internal static class SvgInset
{
    private const double NumberSize = 6;

    /// <summary>With its numbers and labels.</summary>
    public static (double Width, double Height) SizeOf(Inset inset, double outerWidth, double outerHeight)
    {
        var layout = LayoutOf(inset, outerWidth, outerHeight);
        var (left, right, top, bottom) = Around(layout);
        return (layout.Width + left + right, layout.Height + top + bottom);
    }

    public static void Draw(SvgCanvas canvas, Inset inset, Box outer, Box whole)
    {
        var layout = LayoutOf(inset, outer.Width, outer.Height);
        var (left, _, top, _) = Around(layout);
        canvas.Paper(whole, 0.9);
        var frame = new Frame(new(whole.Left + left, whole.Top + top, layout.Width, layout.Height), inset.Panel.X.Scale, inset.Panel.Y.Scale);
        SvgPanel.Marks(canvas, frame, inset.Panel);
        new SvgAxes(canvas, layout, frame, NumberSize).Draw();
    }

    private static PanelLayout LayoutOf(Inset inset, double outerWidth, double outerHeight) =>
        PanelLayout.Of(inset.Panel, outerWidth * inset.Share, outerHeight * inset.Share, NumberSize);

    private static (double Left, double Right, double Top, double Bottom) Around(PanelLayout layout)
    {
        // A label longer than its axis stands out at both ends.
        double Beyond(Axis axis, double length) => 1 + Math.Max(0, (TextWidth.Of(MathText.Of(axis.Label), NumberSize + 1) - length) / 2);
        var (across, up) = (Beyond(layout.Panel.X, layout.Width), Beyond(layout.Panel.Y, layout.Height));
        return (
            Math.Max(across, layout.NumberWidth(NumberSize) + NumberSize + 8 + layout.TickRoom), Math.Max(across, 5),
            Math.Max(up, layout.Y.Factor is null ? 4 : 10), Math.Max(up, (2 * NumberSize) + 6 + layout.TickRoom));
    }
}

/// <summary>The frame with ticks, numbers, labels and title. Ticks point inward on four sides; on a frame that is full of cells they would not be
/// seen, and point outward at the numbers.</summary>
internal sealed class SvgAxes(SvgCanvas canvas, PanelLayout layout, Frame frame, double size)
{
    private const double Major = 3.2;
    private const double Minor = 1.8;
    private const double Thin = 0.6;

    private readonly double _labelSize = size + 1;
    private readonly Box _box = frame.Box;

    public void Draw()
    {
        TickMarks();
        canvas.Outline(_box, 0.8);
        if (layout.Panel.X.HasNumbers) Horizontal();
        if (layout.Panel.Y.HasNumbers) Vertical();
        var title = layout.TitleLines;
        foreach (var (i, line) in title.Index())
        {
            var up = _box.Top - 4 - layout.Lift - ((title.Length - 1 - i) * PanelLayout.LineHeight);
            canvas.Write(line, new(_box.Left + (_box.Width / 2), up), PanelLayout.LabelSize, "middle");
        }
    }

    private void TickMarks()
    {
        var path = new StringBuilder();
        if (layout.TickRoom > 0)
        {
            string Outward(Tick tick, int sign) => SvgCanvas.Number(sign * (tick.Label is null ? 0.6 : 1) * layout.TickRoom);
            foreach (var tick in layout.X.All) path.Append($"M{SvgCanvas.Pair(new(frame.Across(tick.Value), _box.Bottom))}v{Outward(tick, 1)}");
            foreach (var tick in layout.Y.All) path.Append($"M{SvgCanvas.Pair(new(_box.Left, frame.Down(tick.Value)))}h{Outward(tick, -1)}");
            if (path.Length > 0) canvas.Stroke(path.ToString(), new(Colour.Ink, Width: Thin));
            return;
        }
        foreach (var tick in layout.X.All)
        {
            var (x, length) = (SvgCanvas.Number(frame.Across(tick.Value)), tick.Label is null ? Minor : Major);
            path.Append(
                $"M{x} {SvgCanvas.Number(_box.Bottom)}v{SvgCanvas.Number(-length)}M{x} {SvgCanvas.Number(_box.Top)}v{SvgCanvas.Number(length)}");
        }
        foreach (var tick in layout.Y.All)
        {
            var (y, length) = (SvgCanvas.Number(frame.Down(tick.Value)), tick.Label is null ? Minor : Major);
            path.Append(
                $"M{SvgCanvas.Number(_box.Left)} {y}h{SvgCanvas.Number(length)}M{SvgCanvas.Number(_box.Right)} {y}h{SvgCanvas.Number(-length)}");
        }
        if (path.Length > 0) canvas.Stroke(path.ToString(), new(Colour.Ink, Width: Thin));
    }

    private void Horizontal()
    {
        var line = _box.Bottom + 2 + layout.TickRoom + (0.9 * size);
        foreach (var tick in layout.X.All.Where(t => t.Label is not null))
            canvas.Write(tick.Label!, new(frame.Across(tick.Value), line), size, "middle");
        var below = line + 1.5 + _labelSize;
        foreach (var (i, words) in layout.XLines.Index())
            canvas.Write(words, new(_box.Left + (_box.Width / 2), below + (i * PanelLayout.LineHeight)), _labelSize, "middle");
        // On the line of the axis label, at the end of the axis.
        if (layout.X.Factor is { } factor) canvas.Write(factor, new(_box.Right, below), size, "end");
    }

    private void Vertical()
    {
        foreach (var tick in layout.Y.All.Where(t => t.Label is not null))
            canvas.Write(tick.Label!, new(_box.Left - 3 - layout.TickRoom, frame.Down(tick.Value) + (0.35 * size)), size, "end");
        if (layout.Y.Factor is { } factor) canvas.Write(factor, new(_box.Left, _box.Top - 3), size);
        var lines = layout.YLines;
        foreach (var (i, words) in lines.Index())
        {
            var left = _box.Left - layout.TickRoom - layout.NumberWidth(size) - size - 2.5 - ((lines.Length - 1 - i) * PanelLayout.LineHeight);
            canvas.Write(words, new(left, _box.Top + (_box.Height / 2)), _labelSize, "middle", isUpwards: true);
        }
    }
}
