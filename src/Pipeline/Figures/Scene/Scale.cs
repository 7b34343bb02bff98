using System.Collections.Immutable;
using Pipelines.Model.Numerics;

namespace Pipelines.Pipeline.Figures.Scene;

/// <summary>A strictly monotone map from a range of numbers onto [0, 1], linear or logarithmic.</summary>
/// <remarks>The range is never empty: a range without extent is widened. Logarithms are <see cref="Elementary"/>'s, so that positions have the same
/// bits everywhere.</remarks>
internal sealed record Scale
{
    private readonly double _start;
    private readonly double _extent;

    private Scale(double from, double to, bool isLogarithmic)
    {
        (From, To, IsLogarithmic) = (from, to, isLogarithmic);
        _start = Forward(from);
        _extent = Forward(to) - _start;
    }

    public double From { get; }

    public double To { get; }

    public bool IsLogarithmic { get; }

    public static Scale Linear(double from, double to)
    {
        if (from > to) (from, to) = (to, from);
        // A range narrower than rounding would give equal ticks.
        var least = 1e-9 * Math.Max(Math.Max(Math.Abs(from), Math.Abs(to)), 1e-9);
        return to - from >= least ? new(from, to, false) : new(from - Wider(from), to + Wider(to), false);

        static double Wider(double value) => value == 0 ? 1 : 0.1 * Math.Abs(value);
    }

    /// <exception cref="ArgumentOutOfRangeException">An end is not above 0.</exception>
    public static Scale Logarithmic(double from, double to)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(from);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(to);
        if (from > to) (from, to) = (to, from);
        return to / from >= 1.0000001 ? new(from, to, true) : new(from / 2, to * 2, true);
    }

    /// <summary>0 at <see cref="From"/>, 1 at <see cref="To"/>; NaN where the scale has no position.</summary>
    public double Position(double value) =>
        IsLogarithmic && !(value > 0) ? double.NaN : (Forward(value) - _start) / _extent;

    /// <summary>The number at a position.</summary>
    public double Value(double position) =>
        IsLogarithmic ? Elementary.Exp(_start + (position * _extent)) : _start + (position * _extent);

    public bool Holds(double value) => value >= From && value <= To;

    private double Forward(double value) => IsLogarithmic ? Elementary.Log(value) : value;
}

/// <summary>An axis: a label and the range that the frame shows.</summary>
/// <param name="Label">With formulas between dollar signs.</param>
/// <param name="Scale">From data to the frame.</param>
/// <param name="HasNumbers">False where a neighbour of the same range carries the numbers and the label.</param>
internal sealed record Axis(string Label, Scale Scale, bool HasNumbers = true)
{
    /// <summary>Numbers that ticks stand at where there is room for all of them: those of the rows or columns of a heat map. Empty for round
    /// ones.</summary>
    public ImmutableArray<double> Places { get; init; } = [];
}

/// <summary>Finds the range that an axis must show.</summary>
internal static class DataRange
{
    private const double Padding = 0.04;

    /// <summary>The least range that holds every finite value (every positive one on a logarithmic axis), with a little air; a given end is
    /// kept.</summary>
    public static Scale Of(IEnumerable<double> values, bool isLogarithmic, double? from = null, double? to = null)
    {
        var (least, most) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values)
        {
            if (!double.IsFinite(value) || (isLogarithmic && value <= 0) || value < from || value > to) continue;
            (least, most) = (Math.Min(least, value), Math.Max(most, value));
        }
        if (least > most) (least, most) = from is { } low ? (low, to ?? (isLogarithmic ? low * 10 : low + 1)) : to is { } high ? (isLogarithmic
            ? high / 10
            : high - 1, high) : (isLogarithmic ? 1 : 0, isLogarithmic ? 10 : 1);
        var tight = Make(isLogarithmic, from ?? least, to ?? most);
        return Make(isLogarithmic, from ?? tight.Value(-Padding), to ?? tight.Value(1 + Padding));
    }

    private static Scale Make(bool isLogarithmic, double from, double to) =>
        isLogarithmic ? Scale.Logarithmic(from, Math.Min(to, 1e300)) : Scale.Linear(from, to);
}
