using System.Text;
using Pipelines.Pipeline.Figures.Scene;

namespace Pipelines.Pipeline.Figures.Svg;

/// <summary>Symbols as one path for all of a series, which keeps pages with many points light.</summary>
internal static class SvgSymbols
{
    /// <summary>Error bars with caps, then the symbols over them.</summary>
    public static void Draw(SvgCanvas canvas, Frame frame, Mark.Symbols mark)
    {
        var bars = new StringBuilder();
        var shapes = new StringBuilder();
        foreach (var point in mark.Points)
        {
            var place = frame.Of(point.X, point.Y);
            shapes.Append(Shape(mark.Symbol, place, mark.Size));
            if (point.Low < point.High) AppendBar(bars, frame, point, mark.Size);
        }
        if (bars.Length > 0) canvas.Stroke(bars.ToString(), new(mark.Colour, Width: 0.7));
        if (shapes.Length > 0) Paint(canvas, shapes.ToString(), mark.Symbol, mark.Colour, mark.Size);
    }

    /// <summary>One symbol, for the legend.</summary>
    public static void Draw(SvgCanvas canvas, Symbol symbol, Colour colour, Pixel place, double size) =>
        Paint(canvas, Shape(symbol, place, size), symbol, colour, size);

    /// <summary>Paints what <see cref="Shape"/> gave.</summary>
    public static void Paint(SvgCanvas canvas, string path, Symbol symbol, Colour colour, double size)
    {
        if (symbol == Symbol.Dot)
        {
            canvas.Raw(
                $"<path{(colour.IsInk ? " class=\"ink\"" : "")} d=\"{path}\" fill=\"none\" stroke=\"{colour}\" "
                    + $"stroke-width=\"{SvgCanvas.Number(size)}\" stroke-linecap=\"round\"/>");
        }
        else if (symbol is Symbol.OpenCircle or Symbol.OpenSquare)
        {
            canvas.Raw(
                $"<path class=\"{(colour.IsInk ? "paper ink" : "paper")}\" d=\"{path}\" fill=\"#ffffff\" stroke=\"{colour}\" stroke-width=\"0.9\"/>");
        }
        else if (symbol == Symbol.Cross)
        {
            canvas.Stroke(path, new(colour, Width: 0.9));
        }
        else
        {
            canvas.Fill(path, colour);
        }
    }

    private static void AppendBar(StringBuilder path, Frame frame, Point point, double size)
    {
        var (low, high) = (frame.Inside(point.X, point.Low), frame.Inside(point.X, point.High));
        if (low.Y - high.Y < 0.3) return;
        path.Append($"M{SvgCanvas.Pair(low)}V{SvgCanvas.Number(high.Y)}");
        var cap = SvgCanvas.Number(0.7 * size);

        // A bar that the frame cuts goes on: it has no cap there.
        if (point.High < frame.Y.To) path.Append($"M{SvgCanvas.Pair(new(high.X - (0.35 * size), high.Y))}h{cap}");
        if (point.Low > frame.Y.From) path.Append($"M{SvgCanvas.Pair(new(low.X - (0.35 * size), low.Y))}h{cap}");
    }

    /// <summary>The outline of a symbol; of a dot its centre.</summary>
    public static string Shape(Symbol symbol, Pixel at, double size)
    {
        string N(double value) => SvgCanvas.Number(value);
        var r = size / 2;
        return symbol switch
        {
            // The round cap of a line without length: a fifth of the bytes of a circle, and a figure may have thousands of dots.
            Symbol.Dot => $"M{N(at.X)} {N(at.Y)}h0",
            Symbol.Circle or Symbol.OpenCircle => $"M{N(at.X - r)} {N(at.Y)}a{N(r)} {N(r)} 0 1 0 {N(size)} 0a{N(r)} {N(r)} 0 1 0 {N(-size)} 0z",
            Symbol.Square or Symbol.OpenSquare => $"M{N(at.X - (0.89 * r))} {N(at.Y - (0.89 * r))}h{N(1.78 * r)}v{N(1.78 * r)}h{N(-1.78 * r)}z",
            Symbol.Triangle => $"M{N(at.X)} {N(at.Y - (1.2 * r))}l{N(1.1 * r)} {N(1.9 * r)}h{N(-2.2 * r)}z",
            Symbol.Diamond =>
                $"M{N(at.X)} {N(at.Y - (1.25 * r))}l{N(1.25 * r)} {N(1.25 * r)}l{N(-1.25 * r)} {N(1.25 * r)}l{N(-1.25 * r)} {N(-1.25 * r)}z",
            _ => $"M{N(at.X - r)} {N(at.Y - r)}l{N(size)} {N(size)}m{N(-size)} 0l{N(size)} {N(-size)}",
        };
    }
}
