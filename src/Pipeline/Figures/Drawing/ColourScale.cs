namespace Pipelines.Pipeline.Figures.Drawing;

/// <summary>From numbers to colours, with the label of the bar that explains it.</summary>
internal sealed record ColourScale(string Label, Scale Scale)
{
    public Colour Of(double value) => Palette.Uniform(Scale.Position(value));
}
