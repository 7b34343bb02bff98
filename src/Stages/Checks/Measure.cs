using System.ComponentModel;
using Pipelines.Model;
using Pipelines.Model.Numerics;

namespace Pipelines.Stages.Checks;

/// <summary>Evaluates a <see cref="Take"/>: NaN, which no bound accepts, where one of the numbers looked at is NaN.</summary>
public static class Measure
{
    /// <summary>The number; NaN when the window is empty.</summary>
    /// <param name="take">Which number.</param>
    /// <param name="value">The quantity within the window.</param>
    /// <param name="reference">The reference at the same times; null when the take needs none.</param>
    public static double Of(Take take, Series value, Series? reference)
    {
        ArgumentNullException.ThrowIfNull(value);
        var v = value.Values;
        if (v.IsEmpty) return take == Take.Rows ? 0 : double.NaN;
        return take switch
        {
            Take.Last => v[^1],
            Take.Min => v.Min(),
            Take.Max => Largest(v),
            Take.Mean => v.Average(),
            Take.Median => SampleStatistics.Median(v),
            Take.MinIncrement => v.Length < 2 ? double.NaN : v.Skip(1).Zip(v, (next, previous) => next - previous).Min(),
            Take.LastOverMin => v[^1] / v.Min(),
            Take.Rows => v.Length,
            _ => Compare(take, value, reference ?? throw new ArgumentNullException(nameof(reference))),
        };
    }

    private static double Compare(Take take, Series value, Series reference)
    {
        var pairs = value.Values.Zip(reference.Values).ToArray();
        return take switch
        {
            Take.MaxAbsolute => Largest(pairs.Select(p => p.First == p.Second ? 0 : Math.Abs(p.First - p.Second))),
            Take.MaxRelative => Largest(pairs.Select(p => p.First == p.Second ? 0 : Math.Abs(p.First - p.Second) / Math.Abs(p.Second))),
            Take.RmsRelative => Math.Sqrt(pairs.Sum(p => (p.First - p.Second) * (p.First - p.Second)) / pairs.Sum(p => p.Second * p.Second)),
            Take.MinRatio => pairs.Min(p => p.First / p.Second),
            Take.MaxRatio => Largest(pairs.Select(p => p.First / p.Second)),
            Take.LastRatio => pairs[^1].First / pairs[^1].Second,
            Take.Correlation => SampleStatistics.Correlation(value.Values.AsSpan(), reference.Values.AsSpan()),
            Take.FirstBelow => FirstBelow(value, reference),
            _ => throw new ArgumentOutOfRangeException(nameof(take)),
        };
    }

    private static double FirstBelow(Series value, Series reference)
    {
        for (var i = 0; i < value.Times.Length; i++)
        {
            if (double.IsNaN(value.Values[i]) || double.IsNaN(reference.Values[i])) return double.NaN;
            if (value.Values[i] < reference.Values[i]) return value.Times[i];
        }
        return double.NaN;
    }

    /// <summary>Unlike <see cref="Enumerable.Max(IEnumerable{double})"/>, which takes NaN for the smallest number and would pass over it.</summary>
    private static double Largest(IEnumerable<double> numbers) => numbers.Aggregate(Math.Max);
}

/// <summary>The number that a check makes of a series, or of the difference between two, within its window.</summary>
[WrittenAs("Take")]
public enum Take
{
    /// <summary>The value at the end of the window.</summary>
    [Description("value at the end of the window")]
    [WrittenAs("Last")]
    Last,

    /// <summary>Smallest value.</summary>
    [Description("smallest value")]
    [WrittenAs("Min")]
    Min,

    /// <summary>Largest value.</summary>
    [Description("largest value")]
    [WrittenAs("Max")]
    Max,

    /// <summary>Arithmetic mean.</summary>
    [Description("arithmetic mean")]
    [WrittenAs("Mean")]
    Mean,

    /// <summary>Median.</summary>
    [Description("median")]
    [WrittenAs("Median")]
    Median,

    /// <summary>Smallest increment from one row to the next: at least 0 for a monotone series.</summary>
    [Description("smallest step up from row to row: at least 0 for a monotone series")]
    [WrittenAs("MinIncrement")]
    MinIncrement,

    /// <summary>Last value over smallest value.</summary>
    [Description("last value over smallest value")]
    [WrittenAs("LastOverMin")]
    LastOverMin,

    /// <summary>Number of rows in the window.</summary>
    [Description("number of rows in the window")]
    [WrittenAs("Rows")]
    Rows,

    /// <summary>Largest |value - reference|.</summary>
    [Description("largest |value - reference|")]
    [WrittenAs("MaxAbsolute")]
    MaxAbsolute,

    /// <summary>Largest |value - reference| / |reference|.</summary>
    [Description("largest |value - reference| / |reference|")]
    [WrittenAs("MaxRelative")]
    MaxRelative,

    /// <summary>Root mean square of (value - reference) over root mean square of the reference.</summary>
    [Description("root mean square of value - reference, over that of the reference")]
    [WrittenAs("RmsRelative")]
    RmsRelative,

    /// <summary>Smallest value / reference.</summary>
    [Description("smallest value / reference")]
    [WrittenAs("MinRatio")]
    MinRatio,

    /// <summary>Largest value / reference.</summary>
    [Description("largest value / reference")]
    [WrittenAs("MaxRatio")]
    MaxRatio,

    /// <summary>Last value / reference.</summary>
    [Description("last value / reference")]
    [WrittenAs("LastRatio")]
    LastRatio,

    /// <summary>Pearson correlation of value and reference.</summary>
    [Description("Pearson correlation of value and reference")]
    [WrittenAs("Correlation")]
    Correlation,

    /// <summary>First time at which value &lt; reference; NaN when there is none.</summary>
    [Description("first time at which the value is below the reference; NaN for never")]
    [WrittenAs("FirstBelow")]
    FirstBelow,
}
