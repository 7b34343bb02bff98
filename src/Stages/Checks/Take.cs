using Pipelines.Model;

namespace Pipelines.Stages.Checks;

/// <summary>The number that a check makes of a series, or of the difference between two, within its window.</summary>
[WrittenAs("Take")]
public enum Take
{
    /// <summary>The value at the end of the window, or at <c>at</c>.</summary>
    [WrittenAs("Last")]
    Last,

    /// <summary>Smallest value.</summary>
    [WrittenAs("Min")]
    Min,

    /// <summary>Largest value.</summary>
    [WrittenAs("Max")]
    Max,

    /// <summary>Arithmetic mean.</summary>
    [WrittenAs("Mean")]
    Mean,

    /// <summary>Median.</summary>
    [WrittenAs("Median")]
    Median,

    /// <summary>Smallest increment from one row to the next: at least 0 for a monotone series.</summary>
    [WrittenAs("MinIncrement")]
    MinIncrement,

    /// <summary>Last value over smallest value.</summary>
    [WrittenAs("LastOverMin")]
    LastOverMin,

    /// <summary>Number of rows in the window.</summary>
    [WrittenAs("Rows")]
    Rows,

    /// <summary>Largest |value - reference|.</summary>
    [WrittenAs("MaxAbsolute")]
    MaxAbsolute,

    /// <summary>Largest |value - reference| / |reference|.</summary>
    [WrittenAs("MaxRelative")]
    MaxRelative,

    /// <summary>Root mean square of (value - reference) over root mean square of the reference.</summary>
    [WrittenAs("RmsRelative")]
    RmsRelative,

    /// <summary>Smallest value / reference.</summary>
    [WrittenAs("MinRatio")]
    MinRatio,

    /// <summary>Largest value / reference.</summary>
    [WrittenAs("MaxRatio")]
    MaxRatio,

    /// <summary>Last value / reference.</summary>
    [WrittenAs("LastRatio")]
    LastRatio,

    /// <summary>Pearson correlation of value and reference.</summary>
    [WrittenAs("Correlation")]
    Correlation,

    /// <summary>First time at which value &lt; reference; NaN when there is none.</summary>
    [WrittenAs("FirstBelow")]
    FirstBelow,
}
