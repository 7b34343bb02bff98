namespace Pipelines.Pipeline.Figures.Drawing;

/// <summary>A point of data with the ends of its error bar; NaN where it has none.</summary>
internal readonly record struct Spot(double X, double Y, double Low = double.NaN, double High = double.NaN);

/// <summary>A rectangle of data with a number.</summary>
internal readonly record struct Cell(double Left, double Right, double Bottom, double Top, double Value);
