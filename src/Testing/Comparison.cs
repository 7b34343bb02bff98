using System.Globalization;

namespace Pipelines.Testing;

/// <summary>What an invariant's check says about one case: the comparisons it makes, of which the worst is kept.</summary>
/// <remarks>A difference is held against what is allowed; a difference that is no number fails.</remarks>
public sealed class Comparison
{
    private double _worst = double.NegativeInfinity;

    /// <summary>What was found so far.</summary>
    public Finding Finding { get; private set; } = Finding.NotApplicable;

    /// <summary>Two numbers that differ by at most a share of the first, or by a floor.</summary>
    /// <param name="what">What they are.</param>
    /// <param name="expected">The one.</param>
    /// <param name="actual">The other.</param>
    /// <param name="relative">Largest difference over the size of <paramref name="expected"/>; infinity is near to itself alone.</param>
    /// <param name="floor">Differences up to it are none.</param>
    public void Near(string what, double expected, double actual, double relative, double floor = 0)
    {
        var difference = expected.Equals(actual) ? 0 : Math.Abs(expected - actual);
        Take(() => string.Create(CultureInfo.InvariantCulture, $"{what}: {expected:g6} and {actual:g6}"), difference,
            double.IsInfinity(expected) ? 0 : Math.Max(relative * Math.Abs(expected), floor));
    }

    /// <summary>Two lists of numbers, entry by entry, within one distance.</summary>
    public void Near(string what, ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double allowed)
    {
        if (expected.Length != actual.Length)
        {
            Take(() => $"{what}: {what} of different lengths", double.NaN, 0);
            return;
        }
        for (var i = 0; i < expected.Length; i++) Near(what, expected[i], actual[i], 0, allowed);
    }

    /// <summary>Two lists of numbers with the same bits, but for the sign of zero.</summary>
    public void Same(string what, ReadOnlySpan<double> expected, ReadOnlySpan<double> actual) => Near(what, expected, actual, 0);

    /// <summary>A number that is at most another.</summary>
    public void AtMost(string what, double value, double bound, double slack = 0) => Take(
        () => string.Create(CultureInfo.InvariantCulture, $"{what}: {value:g6} is above {bound:g6}"), value <= bound ? 0 : value - bound, slack);

    /// <summary>A condition.</summary>
    public void Holds(string what, bool condition) => Take(() => $"{what} does not hold", condition ? 0 : double.PositiveInfinity, 0);

    /// <summary>A sampled mean that lies within a number of standard errors of what is expected.</summary>
    /// <param name="what">What is averaged.</param>
    /// <param name="expected">Its exact mean.</param>
    /// <param name="mean">Its mean over samples.</param>
    /// <param name="error">Standard error of that mean.</param>
    /// <param name="floor">Differences up to it are none: rounding, and what a mean of few samples cannot say.</param>
    public void Sampled(string what, double expected, double mean, double error, double floor) =>
        Near(what, expected, mean, 0, (StandardErrors * error) + floor);

    /// <summary>A gap between theory and simulation that closes with size as stated; it fails where the test says that it does not.</summary>
    /// <param name="what">What is predicted.</param>
    /// <param name="agreement">How it closes, and how surely.</param>
    /// <param name="gap">Simulation less theory for a size and the number of a simulation.</param>
    public void Agrees(string what, Agreement agreement, Func<int, int, double> gap)
    {
        ArgumentNullException.ThrowIfNull(agreement);
        var result = agreement.Test(gap);
        Take(
            () => string.Create(CultureInfo.InvariantCulture,
                $"{what}: the gap closes with the exponent {result.Exponent:g3} +- {result.ExponentError:g2} in {result.Pairs} pairs of simulations"),
            result.Verdict == AgreementVerdict.Disagrees ? double.PositiveInfinity : 0, 0);
    }

    /// <summary>Seven: a normal number is as far away once in 4e11.</summary>
    public const double StandardErrors = 7;

    private void Take(Func<string> what, double difference, double allowed)
    {
        var excess = difference <= allowed ? allowed > 0 ? difference / allowed : 0 : allowed > 0 && difference > 0 ? difference / allowed : 1e300;
        if (excess <= _worst) return;
        _worst = excess;
        Finding = new(what(), difference, allowed);
    }
}

/// <summary>The worst comparison of a case.</summary>
/// <param name="What">Which comparison it was, with both numbers; empty where the invariant says nothing about the case.</param>
/// <param name="Difference">By how much it differs.</param>
/// <param name="Allowed">By how much it may.</param>
public sealed record Finding(string What, double Difference, double Allowed)
{
    /// <summary>The invariant says nothing about the case.</summary>
    public static Finding NotApplicable { get; } = new("", 0, 0);

    public bool Applies => What.Length > 0;

    public bool Holds => Difference <= Allowed;
}
