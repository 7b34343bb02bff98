namespace Pipelines.Pipeline.Figures.Drawing;

/// <summary>Places in a frame.</summary>
internal enum Place
{
    /// <summary>Where it hides nothing; a legend beside the frame where there is no such place.</summary>
    Best,

    TopRight,

    TopLeft,

    BottomRight,

    BottomLeft,

    Right,

    Left,

    Top,

    Bottom,

    /// <summary>To the right of the frame; of legends only.</summary>
    Beside,

    /// <summary>Nowhere.</summary>
    None,
}
