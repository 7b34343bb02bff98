using Pipelines.Model;

namespace Pipelines.Stages.Checks;

/// <summary>The number that a check makes of what was measured along a swept setting.</summary>
[WrittenAs("Trend")]
public enum Trend
{
    /// <summary>b of the power law measured ~ setting^b, fitted to three values or more.</summary>
    [WrittenAs("Exponent")]
    Exponent,

    /// <summary>Largest over smallest measured value.</summary>
    [WrittenAs("Spread")]
    Spread,

    /// <summary>Geometric mean of the largest value of the setting at which the measured one is below <c>level</c>, and the smallest at which it is not.</summary>
    [WrittenAs("Transition")]
    Transition,
}
