using System.Collections.Immutable;
using System.Diagnostics;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.Runs;

/// <summary>What a slice of a run leaves.</summary>
/// <param name="State">Where the run goes on: its last state with finite weights when it diverged.</param>
/// <param name="Samples">Samples of the recorded steps that the slice passed.</param>
/// <param name="Ending">Null when the run is not over; diverged names the step and the cause.</param>
public sealed record RunSlice<TState, TSample>(TState State, ImmutableArray<TSample> Samples, Termination? Ending)
{
    /// <summary>The slice as a whole run, which it is when it began at the start and had no limit of steps.</summary>
    /// <param name="time">Time of a sample.</param>
    /// <exception cref="InvalidOperationException">The run is not over.</exception>
    public (TState State, Trajectory<TSample> Trajectory) Whole(Func<TSample, double> time)
    {
        var ending = Ending ?? throw new InvalidOperationException("A run without a step budget came back without an ending.");
        return (State, new([.. Samples.Select(time)], Samples, ending));
    }
}

/// <summary>Samples of a run at declared times, and how the run ended.</summary>
/// <remarks>Times increase strictly; there are as many samples as times. A diverged run holds the samples taken before it diverged.</remarks>
public sealed record Trajectory<TSample>(ImmutableArray<double> Times, ImmutableArray<TSample> Samples, Termination Termination);

/// <summary>How a run ended, each case with the sentence that its reader needs.</summary>
public abstract record Termination
{
    /// <summary>A risk or a loss that is more than this many times that of the start counts as divergence.</summary>
    public const double LargestGrowth = 1e6;

    private Termination() { }

    /// <summary>The declared end of the run was reached.</summary>
    public sealed record ReachedTime(double Time) : Termination;

    /// <summary>The stopping criterion was met: <paramref name="Residual"/> is at or below what was asked.</summary>
    public sealed record Converged(double Time, double Residual) : Termination;

    /// <summary>A value stopped being finite or grew without bound.</summary>
    public sealed record Diverged(long Step, string Cause) : Termination;

    /// <summary>The step budget was spent before the criterion was met.</summary>
    public sealed record OutOfSteps(long Steps) : Termination;

    /// <summary>The ending in one sentence.</summary>
    public string Sentence => Match(
        reachedTime: t => FormattableString.Invariant($"reached time {t.Time}"),
        converged: t => FormattableString.Invariant($"converged at time {t.Time} with residual {t.Residual:g3}"),
        diverged: t => FormattableString.Invariant($"diverged at step {t.Step}: {t.Cause}"),
        outOfSteps: t => FormattableString.Invariant($"stopped after its budget of {t.Steps} steps"));

    public T Match<T>(
        Func<ReachedTime, T> reachedTime, Func<Converged, T> converged, Func<Diverged, T> diverged, Func<OutOfSteps, T> outOfSteps)
    {
        ArgumentNullException.ThrowIfNull(reachedTime);
        ArgumentNullException.ThrowIfNull(converged);
        ArgumentNullException.ThrowIfNull(diverged);
        ArgumentNullException.ThrowIfNull(outOfSteps);
        return this switch
        {
            ReachedTime t => reachedTime(t),
            Converged t => converged(t),
            Diverged t => diverged(t),
            OutOfSteps t => outOfSteps(t),
            _ => throw new UnreachableException(),
        };
    }
}

/// <summary>The steps at which a run is recorded.</summary>
public static class RecordSchedule
{
    /// <summary>About <paramref name="count"/> steps, evenly spaced in the logarithm, from 0 and 1 to <paramref name="last"/>.</summary>
    public static ImmutableArray<long> Logarithmic(long last, int count)
    {
        Require.NonNegative(last, nameof(last));
        Require.Positive(count, nameof(count));
        var steps = new SortedSet<long> { 0, last };
        for (var k = 0; k < count; k++)
            steps.Add(Math.Min(last, (long)Math.Round(Elementary.Exp(Elementary.Log(Math.Max(1, last)) * k / Math.Max(1, count - 1)))));
        return [.. steps];
    }
}
