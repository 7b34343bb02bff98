using System.Diagnostics;
using System.Globalization;

namespace Pipelines.Benchmarks.Races;

/// <summary>Our side of the protocol of peers/race.py: say what a step amounts to, then answer every line with the seconds of a step.</summary>
/// <remarks>Programs of both sides are prepared once and then take turns, so that a machine that grows slower does so for both.</remarks>
internal static class Contestant
{
    /// <param name="race">What to repeat.</param>
    /// <param name="warming">Time for the runtime to compile what is hot; the peers take the same.</param>
    public static int Serve(Race race, TimeSpan warming)
    {
        var warm = Stopwatch.GetTimestamp();
        do race.Run();
        while (Stopwatch.GetElapsedTime(warm) < warming);
        Say($"ready {race.Flops:R} {race.Bytes:R}");
        while (Console.In.ReadLine() is not null)
        {
            Say($"{Enumerable.Range(0, race.Tries).Min(_ => Seconds(race.Run)) / race.Steps:R}");
        }
        return 0;
    }

    private static double Seconds(Action run)
    {
        var start = Stopwatch.GetTimestamp();
        run();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static void Say(FormattableString line)
    {
        Console.Out.WriteLine(line.ToString(CultureInfo.InvariantCulture));
        Console.Out.Flush();
    }
}
