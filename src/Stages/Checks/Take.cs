namespace Pipelines.Stages.Checks;

/// <summary>The number that a check makes of a series, or of the difference between two, within its window.</summary>
public enum Take
{
    /// <summary>The value at the end of the window, or at <c>at</c>.</summary>
    Last,

    /// <summary>Smallest value.</summary>
    Min,

    /// <summary>Largest value.</summary>
    Max,

    /// <summary>Arithmetic mean.</summary>
    Mean,

    /// <summary>Median.</summary>
    Median,

    /// <summary>Smallest increment from one row to the next: at least 0 for a monotone series.</summary>
    MinIncrement,

    /// <summary>Last value over smallest value.</summary>
    LastOverMin,

    /// <summary>Number of rows in the window.</summary>
    Rows,

    /// <summary>Largest |value - reference|.</summary>
    MaxAbsolute,

    /// <summary>Largest |value - reference| / |reference|.</summary>
    MaxRelative,

    /// <summary>Root mean square of (value - reference) over root mean square of the reference.</summary>
    RmsRelative,

    /// <summary>Smallest value / reference.</summary>
    MinRatio,

    /// <summary>Largest value / reference.</summary>
    MaxRatio,

    /// <summary>Last value / reference.</summary>
    LastRatio,

    /// <summary>Pearson correlation of value and reference.</summary>
    Correlation,

    /// <summary>First time at which value &lt; reference; NaN when there is none.</summary>
    FirstBelow,
}
