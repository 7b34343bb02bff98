using System.Collections.Immutable;
using System.Text;
using Pipelines.Pipeline.Figures.Scene;

namespace Pipelines.Pipeline.Figures.Svg;

/// <summary>Draws the marks of a panel.</summary>
internal sealed class SvgMarks(SvgCanvas canvas, Frame frame, Panel panel)
{
    /// <summary>Back to front.</summary>
    public void DrawAll()
    {
        canvas.Raw("<g class=\"marks\">");
        var visible = Visible.In(panel);
        foreach (var mark in panel.Marks) Draw(visible.Of(mark));
        canvas.Raw("</g>");
    }

    private void Draw(Mark mark) => _ = mark.Match(
        line: m => Line(m.Points.Select(s => frame.Of(s.X, s.Y)), m.Stroke),
        symbols: m =>
        {
            SvgSymbols.Draw(canvas, frame, m);
            return true;
        },
        band: Band,
        stems: Stems,
        rule: Rule,
        shade: Shade,
        coloured: m => m.IsPath ? ColouredPath(m) : ColouredDots(m),
        arrows: Arrows,
        cells: Cells);

    private bool Line(IEnumerable<Pixel> points, Stroke stroke)
    {
        var path = new StringBuilder();
        foreach (var piece in frame.Pieces(points)) Append(path, piece);
        if (path.Length > 0) canvas.Stroke(path.ToString(), stroke);
        return true;
    }

    private static void Append(StringBuilder path, ImmutableArray<Pixel> piece)
    {
        path.Append('M').Append(SvgCanvas.Pair(piece[0])).Append('L');
        path.AppendJoin(' ', piece.Skip(1).Select(SvgCanvas.Pair));
    }

    private bool Band(Mark.Band mark)
    {
        // A gap ends the area, and another begins behind it.
        var run = new List<Point>();
        foreach (var point in mark.Points.Append(new Point(double.NaN, double.NaN)))
        {
            if (!double.IsNaN(point.X))
            {
                run.Add(point);
                continue;
            }
            if (run.Count > 1) Area(run, mark.Colour);
            run.Clear();
        }
        return true;
    }

    private void Area(List<Point> run, Colour colour)
    {
        var upper = run.Select(s => frame.Of(s.X, s.High));
        var lower = run.Select(s => frame.Of(s.X, s.Low)).Reverse();
        var inside = frame.Inside([.. upper, .. lower]);
        if (inside.Length > 2) canvas.Fill($"M{string.Join('L', inside.Select(SvgCanvas.Pair))}z", colour, 0.22);
    }

    private bool Stems(Mark.Stems mark)
    {
        var path = new StringBuilder();
        foreach (var point in mark.Points)
        {
            var (foot, head) = (frame.Inside(point.X, point.Low), frame.Inside(point.X, point.High));
            path.Append($"M{SvgCanvas.Pair(foot)}V{SvgCanvas.Number(head.Y)}");
        }
        if (path.Length > 0) canvas.Stroke(path.ToString(), new(mark.Colour, Width: 0.9));
        return true;
    }

    private bool Rule(Mark.Rule mark)
    {
        if (double.IsNaN(mark.At)) return true;
        var path = mark.IsVertical
            ? $"M{SvgCanvas.Pair(new(frame.Across(mark.At), frame.Box.Bottom))}V{SvgCanvas.Number(frame.Box.Top)}"
            : $"M{SvgCanvas.Pair(new(frame.Box.Left, frame.Down(mark.At)))}H{SvgCanvas.Number(frame.Box.Right)}";
        canvas.Stroke(path, mark.Stroke);
        return true;
    }

    private bool Shade(Mark.Shade mark)
    {
        var (a, b) = (frame.Inside(mark.Left, mark.Top), frame.Inside(mark.Right, mark.Bottom));
        if (b.X - a.X > 0.1 && b.Y - a.Y > 0.1) canvas.Fill(new Box(a.X, a.Y, b.X - a.X, b.Y - a.Y), mark.Colour, 0.13);
        return true;
    }

    private bool ColouredPath(Mark.Coloured mark)
    {
        // Segments of the same shade go into one path: 48 shades are more than the eye tells apart.
        var paths = new SortedDictionary<int, StringBuilder>();
        for (var i = 1; i < mark.Points.Length; i++)
        {
            var (from, to) = (frame.Of(mark.Points[i - 1].X, mark.Points[i - 1].Y), frame.Of(mark.Points[i].X, mark.Points[i].Y));
            if (!double.IsFinite(from.X + from.Y + to.X + to.Y) || frame.Cut(from, to) is not { } part) continue;
            Of(paths, mark.Values[i]).Append($"M{SvgCanvas.Pair(part.From)}L{SvgCanvas.Pair(part.To)}");
        }
        foreach (var (shade, path) in paths) canvas.Stroke(path.ToString(), new(ColourAt(shade), Width: mark.Size));
        return true;
    }

    private bool ColouredDots(Mark.Coloured mark)
    {
        var paths = new SortedDictionary<int, StringBuilder>();
        for (var i = 0; i < mark.Points.Length; i++)
        {
            Of(paths, mark.Values[i]).Append(SvgSymbols.Shape(Symbol.Dot, frame.Of(mark.Points[i].X, mark.Points[i].Y), mark.Size));
        }
        foreach (var (shade, path) in paths) SvgSymbols.Paint(canvas, path.ToString(), Symbol.Dot, ColourAt(shade), mark.Size);
        return true;
    }

    private const double Shades = 48;

    private Colour ColourAt(int shade) => panel.Colours?.At(shade / Shades) ?? Palette.Uniform(shade / Shades);

    private StringBuilder Of(SortedDictionary<int, StringBuilder> paths, double value)
    {
        var position = panel.Colours?.Scale.Position(value) ?? 0;
        var shade = double.IsNaN(position) ? 0 : (int)((Math.Clamp(position, 0, 1) * Shades) + 0.5);
        if (!paths.TryGetValue(shade, out var path)) paths[shade] = path = new();
        return path;
    }

    private bool Arrows(Mark.Arrows mark)
    {
        var path = new StringBuilder();
        for (var i = 0; i < mark.Points.Length; i++)
        {
            var (x, y) = (mark.Points[i].X, mark.Points[i].Y);
            var (from, to) = (frame.Of(x, y), frame.Of(x + mark.Vectors[i].X, y + mark.Vectors[i].Y));
            if (frame.Cut(from, to) is not { } part) continue;
            path.Append($"M{SvgCanvas.Pair(part.From)}L{SvgCanvas.Pair(part.To)}");
            var (dx, dy) = (to.X - from.X, to.Y - from.Y);
            var length = Math.Sqrt((dx * dx) + (dy * dy));
            // An arrow that the frame cuts goes on: it has no head there.
            if (length < Mark.Arrows.LeastWithHead * frame.Box.Width || !frame.Holds(to)) continue;
            // Barbs of 2.4 points at 25 degrees from the shaft.
            var (ux, uy) = (-dx / length * 2.4, -dy / length * 2.4);
            path.Append(
                $"l{SvgCanvas.Number((0.906 * ux) - (0.423 * uy))} {SvgCanvas.Number((0.423 * ux) + (0.906 * uy))}M{SvgCanvas.Pair(part.To)}");
            path.Append($"l{SvgCanvas.Number((0.906 * ux) + (0.423 * uy))} {SvgCanvas.Number((-0.423 * ux) + (0.906 * uy))}");
        }
        if (path.Length > 0) canvas.Stroke(path.ToString(), new(mark.Colour, Width: 0.6));
        return true;
    }

    private bool Cells(Mark.Cells mark)
    {
        var (paths, least) = (new SortedDictionary<int, StringBuilder>(), double.PositiveInfinity);
        foreach (var cell in mark.All)
        {
            var (a, b) = (frame.Inside(cell.Left, cell.Top), frame.Inside(cell.Right, cell.Bottom));
            if (!(b.X - a.X >= 0.01) || !(b.Y - a.Y >= 0.01)) continue;
            least = Math.Min(least, Math.Min(b.X - a.X, b.Y - a.Y));
            Of(paths, cell.Value)
                .Append(
                    $"M{SvgCanvas.Pair(a)}H{SvgCanvas.Number(b.X)}V{SvgCanvas.Number(b.Y)}H{SvgCanvas.Number(a.X)}z");
        }
        foreach (var (shade, path) in paths)
            canvas.Raw($"<path d=\"{path}\"{Outlined(ColourAt(shade), Math.Min(0.3, 0.1 * least))}/>");
        return true;
    }

    // With an outline of its colour, or the page would show through between neighbours; thin, or it would cover them.
    private static string Outlined(Colour colour, double width) =>
        $" fill=\"{colour}\" stroke=\"{colour}\" stroke-width=\"{SvgCanvas.Number(width)}\"";
}
