using System.Collections.Immutable;

namespace Pipelines.Model.Runs;

/// <summary>The loop, once: every theory and every training run is a pure step function walked by these two.</summary>
public static class Dynamics
{
    /// <summary>The endless sequence initial, step(initial), step(step(initial)), ...</summary>
    public static IEnumerable<TState> Unfold<TState>(TState initial, Func<TState, TState> step)
    {
        ArgumentNullException.ThrowIfNull(step);
        for (var state = initial; ; state = step(state)) yield return state;
    }

    /// <summary>Walks the unfold, samples it at declared steps and stops at the last of them or when <paramref name="stop"/> says so.</summary>
    /// <param name="initial">State at step 0.</param>
    /// <param name="step">A pure step.</param>
    /// <param name="saveAt">Step indices, strictly increasing, at which to sample; the last one ends the run.</param>
    /// <param name="time">Time of a state.</param>
    /// <param name="observe">What to keep of a state.</param>
    /// <param name="stop">Asked at every saved step before it is kept when diverged, after it otherwise; null goes on.</param>
    public static Trajectory<TSample> Solve<TState, TSample>(
        TState initial,
        Func<TState, TState> step,
        ImmutableArray<long> saveAt,
        Func<TState, double> time,
        Func<TState, TSample> observe,
        Func<TState, Termination?> stop)
    {
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(observe);
        ArgumentNullException.ThrowIfNull(stop);
        var times = ImmutableArray.CreateBuilder<double>(saveAt.Length);
        var samples = ImmutableArray.CreateBuilder<TSample>(saveAt.Length);
        Trajectory<TSample> Ended(Termination ending) => new(times.ToImmutable(), samples.ToImmutable(), ending);

        var index = 0L;
        var next = 0;
        foreach (var state in Unfold(initial, step))
        {
            if (next == saveAt.Length) break;
            if (index++ < saveAt[next]) continue;
            var ending = stop(state);
            if (ending is Termination.Diverged) return Ended(ending);
            times.Add(time(state));
            samples.Add(observe(state));
            next++;
            if (ending is not null) return Ended(ending);
        }
        return Ended(new Termination.ReachedTime(times.Count == 0 ? 0 : times[^1]));
    }
}

/// <summary>Samples of a run at declared times, and how the run ended.</summary>
/// <remarks>Times increase strictly; there are as many samples as times. A diverged run holds the samples taken before it diverged.</remarks>
public sealed record Trajectory<TSample>(ImmutableArray<double> Times, ImmutableArray<TSample> Samples, Termination Termination);
