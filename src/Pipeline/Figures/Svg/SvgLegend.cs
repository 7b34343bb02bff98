using System.Collections.Immutable;
using Pipelines.Pipeline.Figures.Scene;

namespace Pipelines.Pipeline.Figures.Svg;

/// <summary>The legend: a sample of each mark beside its words, on a little paper.</summary>
internal sealed class SvgLegend(SvgCanvas canvas, ColourScale? colours)
{
    private const double Size = 7.5;
    private const double Sample = 15;
    private const double Row = 9.6;
    private const double Padding = 2.5;

    public static (double Width, double Height) SizeOf(ImmutableArray<(string Label, ImmutableArray<Mark> Marks)> entries) =>
        (Sample + 4 + entries.Max(e => TextWidth.Of(MathText.Of(e.Label), Size)) + (2 * Padding) + 1, (Row * entries.Length) + (2 * Padding) - 1);

    public void Draw(ImmutableArray<(string Label, ImmutableArray<Mark> Marks)> entries, Box box)
    {
        canvas.Paper(box, 0.82);
        for (var i = 0; i < entries.Length; i++)
        {
            var middle = box.Top + Padding + (Row * i) + (Row / 2) - 0.5;
            foreach (var mark in entries[i].Marks) Draw(mark, box.Left + Padding, middle);
            canvas.Write(MathText.Of(entries[i].Label), new(box.Left + Padding + Sample + 4, middle + (0.35 * Size)), Size);
        }
    }

    private void Draw(Mark mark, double left, double y)
    {
        var across = $"M{SvgCanvas.Pair(new(left, y))}h{SvgCanvas.Number(Sample)}";
        var center = new Pixel(left + (Sample / 2), y);
        var patch = new Box(left + 1, y - 2.8, Sample - 2, 5.6);
        _ = mark.Match<object?>(
            line: m => Stroke(across, m.Stroke),
            symbols: m => Symbol(m.Symbol, m.Colour, center, Math.Max(m.Size, 2.4)),
            band: m => Patch(patch, m.Colour, 0.22),
            stems: m => Stroke($"M{SvgCanvas.Pair(new(center.X, y + 3))}v-6", new(m.Colour)),
            rule: m => Stroke(across, m.Stroke),
            shade: m => Patch(patch, m.Colour, 0.16),
            coloured: m => Symbol(Scene.Symbol.Circle, colours?.At(0.5) ?? Palette.Gray, center, 2.4),
            arrows: m => Stroke($"{across}l-2.4 -1.4m2.4 1.4l-2.4 1.4", new(m.Colour, Width: 0.7)),
            cells: m => Patch(patch, colours?.At(0.5) ?? Palette.Gray, 1));
    }

    private object? Stroke(string path, Stroke stroke)
    {
        canvas.Stroke(path, stroke);
        return null;
    }

    private object? Symbol(Symbol symbol, Colour colour, Pixel place, double size)
    {
        SvgSymbols.Draw(canvas, symbol, colour, place, size);
        return null;
    }

    private object? Patch(Box box, Colour colour, double opacity)
    {
        canvas.Fill(box, colour, opacity);
        return null;
    }
}
