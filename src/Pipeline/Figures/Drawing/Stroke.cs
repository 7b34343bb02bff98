namespace Pipelines.Pipeline.Figures.Drawing;

/// <summary>How a line is drawn; <paramref name="Width"/> in points.</summary>
internal sealed record Stroke(Colour Colour, Dash Dash = Dash.Solid, double Width = 1.3);

/// <summary>Patterns of a line.</summary>
internal enum Dash
{
    Solid,
    Dashed,
    Dotted,
    DashDotted,
}

/// <summary>Shapes of symbols, open ones in outline.</summary>
internal enum Symbol
{
    Circle,
    Square,
    Triangle,
    Diamond,
    OpenCircle,
    OpenSquare,
    Cross,
    Dot,
}
