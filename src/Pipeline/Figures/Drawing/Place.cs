namespace Pipelines.Pipeline.Figures.Drawing;

/// <summary>Places in a frame.</summary>
internal enum Place
{
    /// <summary>Where it hides the least.</summary>
    Best,

    TopRight,

    TopLeft,

    BottomRight,

    BottomLeft,

    Right,

    Left,

    Top,

    Bottom,

    /// <summary>Nowhere.</summary>
    None,
}
