using System.Runtime.CompilerServices;

namespace Pipelines.Pipeline.Composition;

/// <summary>The edges of the numbers that say how something is run: options of the library and of the command line have the same ones.</summary>
internal static class OptionLimits
{
    /// <summary>More threads than any machine has; the memory that a run is estimated to need grows with them.</summary>
    public const int MostThreads = 1024;

    /// <summary>A century, before which there are no runs.</summary>
    public const int MostDays = 36_500;

    /// <summary>More bytes than any machine has.</summary>
    public const long MostMemory = 1L << 50;

    /// <summary>Timers count no further than 49 days.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromDays(40);

    public static readonly TimeSpan ShortestTime = TimeSpan.FromMilliseconds(1);

    /// <summary>Longer than any cluster lets a task run.</summary>
    public static readonly TimeSpan LongestTime = TimeSpan.FromDays(1000);

    /// <summary>The value, which lies within its edges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It does not.</exception>
    public static T Within<T>(T value, T least, T most, [CallerMemberName] string name = "")
        where T : struct, IComparable<T> =>
        value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0
            ? value
            : throw new ArgumentOutOfRangeException(
                name, value, FormattableString.Invariant($"It is at least {least}{(IsUnbounded(most) ? "" : $" and at most {most}")}."));

    private static bool IsUnbounded<T>(T most) => most is int.MaxValue;
}
