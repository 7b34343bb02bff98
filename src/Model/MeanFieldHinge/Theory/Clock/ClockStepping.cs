using System.Collections.Immutable;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.MeanFieldHinge.Theory.Clock;

/// <summary>The clock equation by adaptive time stepping from one kink of the drive to the next.</summary>
internal static class ClockStepping
{
    // The clock grows from 0 and may stay tiny: its tolerance is relative only.
    private const double Smallest = 1e-300;

    /// <summary>States at the given times, looked up by time.</summary>
    public static Func<double, HingeState> Solve(ClockEquation equation, double relativeTolerance, ImmutableArray<double> times)
    {
        var states = new Dictionary<double, HingeState>();
        var end = equation.StationaryClock;
        ImmutableArray<double> kinks = [.. equation.Law.Kinks.Select(equation.Curve.ClockAt).Where(c => c < end), end];
        // The first tenth of the initial time scale: the exact start is linear.
        var state = new RungeKuttaState(0, 0, 0.1 * Math.Min(1, kinks[0]) / equation.InitialRate);
        var next = 0;
        foreach (var time in times.Distinct().Order())
        {
            while (state.Time < time && state.Value < equation.StationaryClock)
            {
                if (double.IsInfinity(time) && double.IsInfinity(equation.StationaryClock)) state = state with { Time = time, Value = time };
                else (state, next) = Advance(equation, state, time, kinks, next, relativeTolerance);
            }
            states[time] = equation.StateAt(time, state.Value);
        }
        return time => states[time];
    }

    private static (RungeKuttaState State, int Kink) Advance(
        ClockEquation equation, RungeKuttaState state, double time, ImmutableArray<double> kinks, int next, double relativeTolerance)
    {
        // The rate never grows, so the next kink is at least this far; closing in on it converges quadratically.
        var kink = kinks[next];
        var distance = kink - state.Value;
        // Nearer than rounding: be there. At γ* this ends the exponential approach, which no explicit step can follow for ever.
        if (double.IsFinite(kink) && distance <= 1e-15 * kink) return (state with { Value = kink }, next + 1);
        var end = Math.Min(time, state.Time + (distance / equation.Rate(state.Value)));
        if (!(end > state.Time)) return (state with { Value = kink }, next + 1);
        var stepped = RungeKutta.Step(equation.Rate, state, end, relativeTolerance, Smallest);
        return (stepped with { Value = Math.Min(stepped.Value, kink) }, next);
    }
}
