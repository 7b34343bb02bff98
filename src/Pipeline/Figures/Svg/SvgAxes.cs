using System.Text;
using Pipelines.Pipeline.Figures.Pens;
using Pipelines.Pipeline.Figures.Scene;

namespace Pipelines.Pipeline.Figures.Svg;

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
