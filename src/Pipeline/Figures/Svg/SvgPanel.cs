using Pipelines.Pipeline.Figures.Drawing;

namespace Pipelines.Pipeline.Figures.Svg;

/// <summary>Draws one panel: marks, insets, legend, axes, bar of colours.</summary>
internal sealed class SvgPanel(SvgCanvas canvas)
{
    private const double InsetNumberSize = 6;

    public void Draw(PanelLayout layout, At corner)
    {
        var panel = layout.Panel;
        var frame = new Frame(new(corner.X, corner.Y, layout.Width, layout.Height), panel.X.Scale, panel.Y.Scale);
        Marks(panel, frame);
        var occupancy = new Occupancy(frame, panel.Marks);
        foreach (var inset in panel.Insets) Inset(inset, frame, occupancy);
        var entries = LegendEntries.Of(panel.Marks);
        if (!entries.IsEmpty && panel.Legend != Place.None)
        {
            var (width, height) = SvgLegend.SizeOf(entries);
            new SvgLegend(canvas, panel.Colours).Draw(entries, occupancy.Find(width, height, panel.Legend, (4.5, 4.5, 4.5, 4.5)));
        }
        new SvgAxes(canvas, layout, frame, PanelLayout.NumberSize).Draw();
        if (panel.Colours is { } colours) Bar(layout, layout.BarOf(frame.Box), colours);
    }

    private void Marks(Panel panel, Frame frame)
    {
        canvas.Raw("<g class=\"marks\">");
        var marks = new SvgMarks(canvas, frame, panel.Colours);
        foreach (var mark in panel.Marks) marks.Draw(mark);
        canvas.Raw("</g>");
    }

    private void Inset(Inset inset, Frame outer, Occupancy occupancy)
    {
        var layout = PanelLayout.Of(inset.Panel, outer.Box.Width * inset.Share, outer.Box.Height * inset.Share, InsetNumberSize);
        var (left, bottom, top) = (layout.NumberWidth(InsetNumberSize) + InsetNumberSize + 7, (2 * InsetNumberSize) + 6, layout.Y.Factor is null ? 4.0 : 10.0);
        var whole = occupancy.Find(layout.Width + left + 5, layout.Height + top + bottom, inset.Place, (4, 4, 4, 4));
        occupancy.Take(whole);
        canvas.Paper(whole, 0.9);
        var frame = new Frame(new(whole.Left + left, whole.Top + top, layout.Width, layout.Height), inset.Panel.X.Scale, inset.Panel.Y.Scale);
        Marks(inset.Panel, frame);
        new SvgAxes(canvas, layout, frame, InsetNumberSize).Draw();
    }

    private void Bar(PanelLayout layout, Box box, ColourScale colours)
    {
        const int Steps = 48;
        for (var i = 0; i < Steps; i++)
            canvas.Fill(new Box(box.Left, box.Bottom - ((i + 1) * box.Height / Steps), box.Width, (box.Height / Steps) + (i == 0 ? 0 : 0.2)), Palette.Uniform((i + 0.5) / Steps));
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
        if (colours.Label.Length > 0)
            canvas.Write(MathText.Of(colours.Label), new(box.Right + 3 + widest + 3 + PanelLayout.LabelSize, box.Top + (box.Height / 2)), PanelLayout.LabelSize, "middle", isUpwards: true);
    }
}
