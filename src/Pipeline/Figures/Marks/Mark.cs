using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Pipelines.Pipeline.Figures.Pens;
using Pipelines.Pipeline.Figures.Scene;

namespace Pipelines.Pipeline.Figures.Marks;

/// <summary>Something drawn in a panel, in data coordinates, and everything that is asked of it. NaN is a gap; what lies outside the frame is cut
/// off.</summary>
/// <remarks>Each mark is one file. Those that a layer can ask for have their <see cref="MarkKind"/> there, too.</remarks>
/// <param name="Label">In the legend; empty for none.</param>
internal abstract record Mark(string Label)
{
    /// <summary>What the legend shows of it.</summary>
    public abstract LegendKey Key { get; }

    /// <summary>Its sample has a length to be seen, as a dash has: several stand one below another.</summary>
    public virtual bool IsLong => false;

    /// <summary>Named in the legend where it stands there alone, too: no axis has its name.</summary>
    public virtual bool IsGuide => false;

    /// <summary>The points behind it, for a table of numbers.</summary>
    public virtual ImmutableArray<Point> Numbers => [];

    /// <summary>What colours each of <see cref="Numbers"/>; empty where nothing does.</summary>
    public virtual ImmutableArray<double> Values { get => []; init { } }

    /// <summary>Where it counts points: how many, which have a scale of colours of their own.</summary>
    public virtual IEnumerable<double> Counts => [];

    /// <summary>The columns of these results that its rectangles stand along; null where they stand along none.</summary>
    public (string X, string Y)? Columns { get; init; }

    /// <summary>The name of the layer that it is of; empty where that has none.</summary>
    public string Layer { get; init; } = "";

    /// <summary>What its numbers are where a label does not tell: column and values of swept settings; empty for marks of no curve.</summary>
    public string Curve { get; init; } = "";

    /// <summary>The mark in grey.</summary>
    public abstract Mark Grey();

    /// <summary>What of it a frame can show.</summary>
    public abstract Mark In(Visible frame);

    /// <summary>What is left of it in a frame has something to see; guides are not asked.</summary>
    public virtual bool ShowsData(Visible frame) => false;

    /// <summary>Inks the parts of the frame that a legend shall not hide.</summary>
    public abstract void Cover(Ink ink);

    /// <summary>Draws what is left of it in the frame.</summary>
    public abstract void Draw(SvgCanvas canvas, Frame frame, ColourScale? colours);

    /// <summary>Draws its sample in the legend.</summary>
    public abstract void Sample(SvgSample sample, ColourScale? colours);

    /// <summary>Its rows and layers in Vega-Lite: the same picture.</summary>
    public abstract IEnumerable<JsonNode> Layers(VegaPen pen);
}
