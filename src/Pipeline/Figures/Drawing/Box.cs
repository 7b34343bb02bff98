namespace Pipelines.Pipeline.Figures.Drawing;

/// <summary>A rectangle of the page, in points from its upper left corner.</summary>
internal readonly record struct Box(double Left, double Top, double Width, double Height)
{
    public double Right => Left + Width;

    public double Bottom => Top + Height;

    public bool Overlaps(Box other) => Left < other.Right && other.Left < Right && Top < other.Bottom && other.Top < Bottom;
}

/// <summary>A point of the page.</summary>
internal readonly record struct At(double X, double Y);
