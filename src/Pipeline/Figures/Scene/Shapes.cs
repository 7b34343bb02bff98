namespace Pipelines.Pipeline.Figures.Scene;

/// <summary>A point of data with the ends of its error bar; NaN where it has none.</summary>
/// <param name="X">Where.</param>
/// <param name="Y">The value.</param>
/// <param name="Low">Lower end of the error bar.</param>
/// <param name="High">Upper end.</param>
/// <param name="Replicates">How many the value is the mean or median of; 0 where it is neither.</param>
/// <param name="Replicate">The one that it is of; -1 where that does not apply.</param>
internal readonly record struct Point(
    double X, double Y, double Low = double.NaN, double High = double.NaN, int Replicates = 0, int Replicate = -1);

/// <summary>A rectangle of data with a number.</summary>
/// <param name="Left">Left edge.</param>
/// <param name="Right">Right edge.</param>
/// <param name="Bottom">Lower edge.</param>
/// <param name="Top">Upper edge.</param>
/// <param name="Value">The number.</param>
/// <param name="Replicates">How many it is the median of; 0 where it is none.</param>
/// <param name="Replicate">The one that it is of; -1 where that does not apply.</param>
internal readonly record struct Cell(double Left, double Right, double Bottom, double Top, double Value, int Replicates = 0, int Replicate = -1)
{
    /// <summary>The point of data that it stands around; null where it holds several, which are counted.</summary>
    public (double X, double Y)? Around { get; init; }
}

/// <summary>How a line is drawn; <paramref name="Width"/> in points.</summary>
internal sealed record Stroke(Colour Colour, Dash Dash = Dash.Solid, double Width = 1.3);

/// <summary>Patterns of a line.</summary>
internal enum Dash
{
    Solid,
    Dashed,
    Dotted,
    DashDotted,
    LongDashed,
    DashDotDotted,
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
