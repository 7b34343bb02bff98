using System.Collections.Immutable;
using System.ComponentModel;
using System.Reflection;
using Pipelines.Pipeline.Figures.Scene;
using Pipelines.Stages.Settings;

namespace Pipelines.Pipeline.Figures.Marks;

/// <summary>What a layer can be drawn as: its name in files, and the kind behind it.</summary>
internal enum Draw
{
    [DrawnBy<LineKind>]
    Line,

    [DrawnBy<PointsKind>]
    Points,

    [DrawnBy<BandKind>]
    Band,

    [DrawnBy<StemsKind>]
    Stems,

    [DrawnBy<PathKind>]
    Path,

    [DrawnBy<ArrowsKind>]
    Arrows,

    [DrawnBy<CellsKind>]
    Cells,
}

/// <summary>A kind of marks: which settings it needs, what the axes must hold of it, and how the curves of a layer become marks.</summary>
internal abstract class MarkKind
{
    private static readonly ImmutableArray<MarkKind> All =
        [.. Enum.GetNames<Draw>().Select(name => typeof(Draw).GetField(name)!.GetCustomAttribute<DrawnByAttribute>()!.Kind)];

    public static MarkKind Of(Draw draw) => All[(int)draw];

    /// <summary>What it is, for the schema and the reference.</summary>
    public abstract string Summary { get; }

    /// <summary>What is made of replicates where a layer does not say it.</summary>
    public virtual Replicates Folding => Replicates.Mean;

    /// <summary>It shows the spread of replicates.</summary>
    public virtual bool HasSpread => false;

    /// <summary>Its curves are told apart by colour.</summary>
    public virtual bool HasColours => false;

    /// <summary>Its curves are told apart by dashes.</summary>
    public virtual bool HasDashes => false;

    /// <summary>Its curves are told apart by symbols.</summary>
    public virtual bool HasSymbols => false;

    /// <summary>A column may colour each of its places, which have no mean then.</summary>
    public virtual bool HasShades => false;

    /// <summary>It is joined in the order of x: rows that are equal are one point.</summary>
    public virtual bool IsJoined => false;

    /// <summary>It stands on a grid of two columns: replicates are those of one place, and it fills the frame.</summary>
    public virtual bool IsGrid => false;

    /// <summary>Its points have vectors.</summary>
    public virtual bool HasVectors => false;

    /// <summary>The layer has something on the vertical axis.</summary>
    public virtual bool HasHeight(LayerSettings layer) => layer.Y is not null;

    /// <summary>What is wrong with a layer of this kind alone.</summary>
    public virtual IEnumerable<Violation> Violations(LayerSettings layer) => [];

    /// <summary>Everything that the horizontal axis must hold.</summary>
    public virtual IEnumerable<double> Across(ImmutableArray<Curve> curves, bool isLogX, bool isLogY) =>
        curves.SelectMany(c => c.Points.Where(s => !double.IsNaN(s.Y) || !double.IsNaN(s.Low)).Select(s => s.X));

    /// <summary>Everything that the vertical axis must hold.</summary>
    /// <param name="curves">The curves.</param>
    /// <param name="isLogX">The horizontal axis is logarithmic.</param>
    /// <param name="isLogY">The vertical axis is.</param>
    /// <param name="isShown">Whether the horizontal axis holds a number.</param>
    public virtual IEnumerable<double> Up(ImmutableArray<Curve> curves, bool isLogX, bool isLogY, Func<double, bool> isShown) =>
        curves.SelectMany(c => c.Points.Where(s => isShown(s.X)).SelectMany(s => new[] { s.Y, s.Low, s.High }));

    /// <summary>From curves to marks.</summary>
    public abstract IEnumerable<Mark> Marks(DrawnLayer layer);
}

/// <summary>A kind that makes a mark of each curve.</summary>
internal abstract class CurveKind : MarkKind
{
    public override bool HasColours => true;

    /// <summary>A mark for each curve, and the name of the layer where it has one that is none of its only curve.</summary>
    public override IEnumerable<Mark> Marks(DrawnLayer layer)
    {
        var isNamedItself = layer.Curves.Length == 1 && layer.Curves[0].Label.Length == 0;
        foreach (var curve in layer.Curves)
        {
            yield return Of(layer, isNamedItself ? curve with { Label = layer.Settings.Name } : curve, layer.StyleOf(curve)) with
            {
                Curve = curve.Name,
            };
        }
        if (layer.Settings.Name.Length == 0 || isNamedItself || layer.Curves.IsEmpty) yield break;
        var signs = layer.Curves.Take(LayerMark.MostSigns).Select(c => Of(
            layer, c with { Label = "", Points = [], Values = [], Vectors = [] }, layer.StyleOf(c) with { Colour = Colour.Ink }));
        yield return new LayerMark([.. signs], layer.Settings.Name);
    }

    /// <summary>One curve as a mark.</summary>
    protected abstract Mark Of(DrawnLayer layer, Curve curve, CurveStyle style);
}

/// <summary>What a layer draws in one colour.</summary>
/// <param name="Key">The values that tell it apart; empty where nothing does.</param>
/// <param name="Label">For the legend.</param>
/// <param name="Points">The points of it, with error bars.</param>
/// <param name="Values">What colours each point; empty where nothing does.</param>
/// <param name="Vectors">Arrow of each point; empty where there are none.</param>
/// <param name="Replicates">How many replicates its points are made of at most.</param>
internal sealed record Curve(
    ImmutableArray<string> Key, string Label, ImmutableArray<Point> Points, ImmutableArray<double> Values, ImmutableArray<Point> Vectors,
    int Replicates)
{
    /// <summary>Its column, with the values that tell it apart: what it is called where it has no label.</summary>
    public string Name { get; init; } = "";
}

/// <summary>How one curve looks among the others of its frame, where its layer does not say it.</summary>
internal sealed record CurveStyle(Colour Colour, Dash Dash, Symbol Symbol);

/// <summary>A layer with its curves, once the axes are known.</summary>
/// <param name="Settings">The layer.</param>
/// <param name="Curves">Its curves.</param>
/// <param name="X">Horizontal axis.</param>
/// <param name="Y">Vertical axis.</param>
/// <param name="StyleOf">How each of them looks.</param>
internal sealed record DrawnLayer(
    LayerSettings Settings, ImmutableArray<Curve> Curves, Scale X, Scale Y, Func<Curve, CurveStyle> StyleOf);

/// <summary>The kind behind a name; its summary describes the name.</summary>
internal abstract class DrawnByAttribute(MarkKind kind) : DescriptionAttribute(kind.Summary)
{
    public MarkKind Kind => kind;
}

/// <inheritdoc/>
/// <typeparam name="TKind">The kind.</typeparam>
[AttributeUsage(AttributeTargets.Field)]
internal sealed class DrawnByAttribute<TKind>() : DrawnByAttribute(new TKind())
    where TKind : MarkKind, new();
