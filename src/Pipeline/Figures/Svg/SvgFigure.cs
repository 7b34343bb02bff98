using System.Collections.Immutable;
using Pipelines.Pipeline.Figures.Drawing;

namespace Pipelines.Pipeline.Figures.Svg;

/// <summary>A figure as SVG: the same figure gives the same bytes on every machine.</summary>
/// <remarks>
/// One unit is one point; a figure of one column is about as wide as a column of a paper. Nothing is fetched: text is in whatever replacement of
/// Helvetica the reader has. Title and description make it readable without eyes.
/// </remarks>
internal static class SvgFigure
{
    /// <summary>A whole SVG document.</summary>
    public static string Render(Figure figure)
    {
        ArgumentNullException.ThrowIfNull(figure);
        var canvas = new SvgCanvas();
        var columns = Math.Clamp(figure.Columns, 1, Math.Max(1, figure.Panels.Length));
        var frame = FrameWidth(columns);
        ImmutableArray<PanelLayout> layouts = [.. figure.Panels.Select(p => PanelLayout.Of(p, frame))];
        var rows = (layouts.Length + columns - 1) / columns;
        // Frames of a column share a left edge, frames of a row a top edge.
        double Across(int column, Func<PanelLayout, double> size) =>
            layouts.Where((_, i) => i % columns == column).Select(size).DefaultIfEmpty().Max();
        double Down(int row, Func<PanelLayout, double> size) => layouts.Skip(row * columns).Take(columns).Max(size);

        var width = Enumerable.Range(0, columns).Sum(c => Across(c, l => l.Left) + frame + Across(c, l => l.Right));
        var height = Enumerable.Range(0, rows).Sum(r => Down(r, l => l.Top) + Down(r, l => l.Height) + Down(r, l => l.Bottom));
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

    private static double FrameWidth(int columns) => columns switch { 1 => 198, 2 => 190, 3 => 142, _ => 118 };

    private static void Begin(SvgCanvas canvas, Figure figure, double width, double height)
    {
        var (w, h) = (SvgCanvas.Number(Math.Ceiling(width)), SvgCanvas.Number(Math.Ceiling(height)));
        var title = XmlText.Escape(figure.Title.Length == 0 ? figure.Name : MathText.Of(figure.Title).Plain);
        canvas.Raw(
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}pt\" height=\"{h}pt\" viewBox=\"0 0 {w} {h}\" role=\"img\" "
                + $"font-family=\"Helvetica, Arial, 'Liberation Sans', 'Nimbus Sans', sans-serif\">");
        canvas.Raw($"<title>{title}</title>");
        canvas.Raw($"<desc>{XmlText.Escape(figure.Alternative)}</desc>");
        canvas.Paper(new(0, 0, Math.Ceiling(width), Math.Ceiling(height)));
    }
}
