using System.Collections.Immutable;
using Pipelines.Pipeline.Figures.Marks;
using Pipelines.Pipeline.Figures.Pens;
using Pipelines.Pipeline.Figures.Scene;

namespace Pipelines.Pipeline.Figures.Svg;

/// <summary>The legend: a sample of each mark beside its words, on a little paper.</summary>
internal sealed class SvgLegend(SvgCanvas canvas, ColourScale? colours)
{
    private const double Size = 7.5;
    private const double Row = 9.6;
    private const double Padding = 2.5;

    public static (double Width, double Height) SizeOf(ImmutableArray<(string Label, ImmutableArray<Mark> Marks)> entries) =>
        (SvgSample.Width + 4 + entries.Max(e => TextWidth.Of(MathText.Of(e.Label), Size)) + (2 * Padding) + 1,
            (Row * entries.Length) + (2 * Padding) - 1);

    public void Draw(ImmutableArray<(string Label, ImmutableArray<Mark> Marks)> entries, Box box)
    {
        canvas.Paper(box, 0.82);
        for (var i = 0; i < entries.Length; i++)
        {
            var middle = box.Top + Padding + (Row * i) + (Row / 2) - 0.5;
            foreach (var mark in entries[i].Marks) mark.Sample(new(canvas, new(box.Left + Padding, middle)), colours);
            canvas.Write(MathText.Of(entries[i].Label), new(box.Left + Padding + SvgSample.Width + 4, middle + (0.35 * Size)), Size);
        }
    }
}
