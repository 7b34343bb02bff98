using Pipelines.Pipeline.Figures.Drawing;

namespace Pipelines.Pipeline.Figures.Svg;

/// <summary>Draws one panel: marks, insets, legend, axes, bar of colours.</summary>
internal sealed class SvgPanel(SvgCanvas canvas)
{
    public void Draw(PanelLayout layout, At corner)
    {
        var panel = layout.Panel;
        var frame = new Frame(new(corner.X, corner.Y, layout.Width, layout.Height), panel.X.Scale, panel.Y.Scale);
        new SvgMarks(canvas, frame, panel).DrawAll();
        foreach (var (inset, box) in panel.Insets.Zip(layout.Places.Insets))
            SvgInset.Draw(canvas, inset, frame.Box, box with { Left = corner.X + box.Left, Top = corner.Y + box.Top });
        if (layout.LegendOf(frame.Box) is { } legend) new SvgLegend(canvas, panel.Colours).Draw(LegendEntries.Of(panel.Marks), legend);
        new SvgAxes(canvas, layout, frame, PanelLayout.NumberSize).Draw();
        if (panel.Colours is { } colours) Bar(layout, layout.BarOf(frame.Box), colours);
    }

    private void Bar(PanelLayout layout, Box box, ColourScale colours)
    {
        const int Steps = 48;
        for (var i = 0; i < Steps; i++)
            canvas.Fill(new Box(box.Left, box.Bottom - ((i + 1) * box.Height / Steps), box.Width, (box.Height / Steps) + (i == 0
                ? 0
                : 0.2)), Palette.Uniform((i + 0.5) / Steps));
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
            canvas.Write(MathText.Of(colours.Label), new(
                box.Right + 3 + widest + 3 + PanelLayout.LabelSize, box.Top + (box.Height / 2)), PanelLayout.LabelSize, "middle", isUpwards: true);
    }
}
