using System.Collections.Immutable;

namespace Pipelines.Stages.Checks;

/// <summary>Numbers that people write, such as 9.6, next to those that a program records, such as 9.600000000000001.</summary>
public static class NearTime
{
    /// <summary>
    /// Relative distance within which a recorded number is the one that is meant: far above the rounding of a million added steps (1e-10),
    /// far below the distance of two recorded times.
    /// </summary>
    public const double Tolerance = 1e-9;

    /// <summary>The two are one number, but for rounding.</summary>
    public static bool AreSame(double a, double b) =>
        a == b || (double.IsFinite(a - b) && Math.Abs(a - b) <= Tolerance * Math.Max(Math.Abs(a), Math.Abs(b)));

    /// <summary>The recorded number nearest to <paramref name="written"/>; <paramref name="written"/> itself where none is within the
    /// tolerance.</summary>
    public static double Nearest(double written, IEnumerable<double> recorded)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        var nearest = double.NaN;
        foreach (var number in recorded)
        {
            if (AreSame(written, number) && !(Math.Abs(number - written) >= Math.Abs(nearest - written))) nearest = number;
        }
        return double.IsNaN(nearest) ? written : nearest;
    }

    /// <summary>For each of <paramref name="times"/> the place of the nearest of <paramref name="recorded"/> within the tolerance, or -1; the last of
    /// equals.</summary>
    internal static ImmutableArray<int> Places(ImmutableArray<double> times, ImmutableArray<double> recorded)
    {
        var order = Enumerable.Range(0, recorded.Length).OrderBy(i => recorded[i]).ToArray();
        var sorted = order.Select(i => recorded[i]).ToArray();
        return [.. times.Select(Place)];

        int Place(double time)
        {
            // The first recorded number above: it or the one before is the nearest.
            var (low, high) = (0, sorted.Length);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (sorted[middle] > time) high = middle;
                else low = middle + 1;
            }
            var candidates = new[] { low - 1, low }
                .Where(i => i >= 0 && i < sorted.Length && AreSame(sorted[i], time))
                .OrderBy(i => Math.Abs(sorted[i] - time)).ToList();
            return candidates is [var nearest, ..] ? order[LastOf(nearest)] : -1;
        }

        int LastOf(int place)
        {
            while (place + 1 < sorted.Length && sorted[place + 1] == sorted[place]) place++;
            return place;
        }
    }
}

/// <summary>Recorded steps in a window of time.</summary>
public static class RecordedWindow
{
    /// <summary>How many steps have a time in [from, until], edges within <see cref="NearTime.Tolerance"/> included, at most.</summary>
    public static int Within(this RecordedSteps recorded, double from, double until)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        var inside = Math.Max(0, CountBelow(recorded, until, includesEdge: true) - CountBelow(recorded, from, includesEdge: false));
        return recorded.MayStop && from <= recorded.LastTime && until >= from ? inside + 1 : inside;
    }

    /// <summary>The number of steps before a time.</summary>
    private static int CountBelow(RecordedSteps recorded, double time, bool includesEdge)
    {
        var (low, high) = (0, recorded.Steps.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            var at = recorded.Steps[middle] * recorded.StepTime;
            if (NearTime.AreSame(at, time) ? includesEdge : at < time) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
