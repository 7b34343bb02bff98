using System.Text;
using Pipelines.Pipeline.Figures.Scene;

namespace Pipelines.Pipeline.Figures.Pens;

/// <summary>Symbols as one path for all of a series, which keeps pages with many points light.</summary>
internal static class SvgSymbols
{
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

/// <summary>Paths by their place on the scale of colours: 48 shades are more than the eye tells apart, and each is one element.</summary>
internal sealed class SvgShades(ColourScale? colours)
{
    private const double Shades = 48;

    private readonly SortedDictionary<int, StringBuilder> _paths = [];

    public void Add(double value, string path)
    {
        var position = colours?.Scale.Position(value) ?? 0;
        var shade = double.IsNaN(position) ? 0 : (int)((Math.Clamp(position, 0, 1) * Shades) + 0.5);
        if (!_paths.TryGetValue(shade, out var paths)) _paths[shade] = paths = new();
        paths.Append(path);
    }

    /// <summary>The path of each shade, from the lower end of the scale.</summary>
    public IEnumerable<(string Path, Colour Colour)> All =>
        _paths.Select(p => (p.Value.ToString(), colours?.At(p.Key / Shades) ?? Palette.Uniform(p.Key / Shades)));
}

/// <summary>The sample of a mark in the legend.</summary>
/// <param name="canvas">Where it is drawn.</param>
/// <param name="left">The middle of its left edge.</param>
/// <param name="width">Its width.</param>
/// <param name="heaviest">The greatest width of a line.</param>
internal sealed class SvgSample(SvgCanvas canvas, Pixel left, double width = SvgSample.Width, double heaviest = double.PositiveInfinity)
{
    public const double Width = 15;

    private const double RowHeight = 2.7;

    public Pixel Center => left with { X = left.X + (width / 2) };

    /// <summary>Its place in a row of several.</summary>
    public SvgSample Beside(int index, int count) => new(canvas, left with { X = left.X + (index * width / count) }, width / count);

    /// <summary>Its place in a column of several.</summary>
    public SvgSample Below(int index, int count) => new(canvas, left with { Y = left.Y + ((index - ((count - 1) / 2.0)) * RowHeight) }, width, 1);

    /// <summary>A line across the sample, and what is at its end.</summary>
    public void Line(Stroke stroke, string end = "") => canvas.Stroke(
        $"M{SvgCanvas.Pair(left)}h{SvgCanvas.Number(width)}{end}", stroke with { Width = Math.Min(stroke.Width, heaviest) });

    public void Stroke(string path, Stroke stroke) => canvas.Stroke(path, stroke);

    public void Symbol(Symbol symbol, Colour colour, double size) => SvgSymbols.Draw(canvas, symbol, colour, Center, Math.Min(size, 0.84 * width));

    public void Patch(Colour colour, double opacity = 1) => canvas.Fill(new Box(left.X + 1, left.Y - 2.8, width - 2, 5.6), colour, opacity);
}
