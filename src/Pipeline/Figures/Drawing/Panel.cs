using System.Collections.Immutable;

namespace Pipelines.Pipeline.Figures.Drawing;

/// <summary>One frame with two axes and what is drawn between them, back to front.</summary>
/// <param name="Title">Above the frame; may be empty.</param>
/// <param name="X">Horizontal axis.</param>
/// <param name="Y">Vertical axis.</param>
/// <param name="Marks">What is drawn.</param>
internal sealed record Panel(string Title, Axis X, Axis Y, ImmutableArray<Mark> Marks)
{
    /// <summary>Where the legend goes.</summary>
    public Place Legend { get; init; } = Place.Best;

    /// <summary>Smaller panels inside the frame.</summary>
    public ImmutableArray<Inset> Insets { get; init; } = [];

    /// <summary>The scale of colours, drawn as a bar; null where no mark is coloured by a number.</summary>
    public ColourScale? Colours { get; init; }

    /// <summary>Height of the frame over its width.</summary>
    public double Aspect { get; init; } = 0.72;
}

/// <summary>A panel within a panel.</summary>
/// <param name="Panel">Has no legend and no insets of its own.</param>
/// <param name="Place">Where in the frame.</param>
/// <param name="Share">Width and height as shares of the frame's.</param>
internal sealed record Inset(Panel Panel, Place Place, double Share);
