using System.Collections.Immutable;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.MeanFieldHinge.Theory.Clock;

/// <summary>t(γ) = ∫ dγ/rate tabulated on panels, and its inverse.</summary>
/// <remarks>
/// Panels end where H halves and at every kink of the drive, so each integrand is smooth. With mislabelling the second half of the way to γ*
/// is integrated over the logarithm of the gap γ* - γ, with which t soon grows evenly: panels get ever longer, and the gap keeps its digits.
/// </remarks>
internal sealed class ClockTable
{
    // Below this share of γ* the approach is exponential to double precision.
    private const double LinearShare = 1e-20;

    private readonly ClockEquation _equation;
    private readonly ImmutableArray<Panel> _panels;

    /// <param name="equation">The clock equation of a law with a density.</param>
    /// <param name="untilTime">The table reaches at least this finite time.</param>
    /// <param name="untilClock">The table reaches at least this clock or γ*.</param>
    public ClockTable(ClockEquation equation, double untilTime, double untilClock = 0)
    {
        _equation = equation;
        _panels = [.. Build(untilTime, untilClock)];
    }

    public HingeState StateAt(double time)
    {
        if (time == 0 || _equation.StationaryClock == 0 || _equation.InitialRate == 0) return _equation.StateAt(time, 0);
        var last = _panels[^1];
        if (double.IsPositiveInfinity(time) || (time >= last.TimeAtEnd && last.To == _equation.StationaryClock)) return Stationary(time);
        if (time >= last.TimeAtEnd && last.InGap)
        {
            var gap = last.To * Elementary.Exp(-(time - last.TimeAtEnd) * (_equation.RateAtGap(last.To) / last.To));
            return new(time, _equation.StationaryClock - gap, gap);
        }
        var panel = _panels[Find(p => p.TimeAtEnd > time)];
        // Rises with the clock; over the gap, the panel runs downwards.
        var sign = panel.InGap ? -1 : 1;
        (double, double) Residual(double x) => (sign * (panel.TimeAtStart + Duration(panel, x) - time), 1 / RateOn(panel, x));
        var guess = panel.From + ((panel.To - panel.From) * ((time - panel.TimeAtStart) / (panel.TimeAtEnd - panel.TimeAtStart)));
        var root = RootFinding.Newton(Residual, Math.Min(panel.From, panel.To), Math.Max(panel.From, panel.To), guess, _equation.Averages.Rounding);
        return panel.InGap ? new(time, _equation.StationaryClock - root, root) : _equation.StateAt(time, root);
    }

    /// <summary>t(γ); +inf beyond γ*, and at γ* unless it is reached in finite time.</summary>
    public double TimeOf(double clock)
    {
        if (clock <= 0) return 0;
        var gap = _equation.StationaryClock - clock;
        if (gap < 0 || double.IsInfinity(clock) || _panels.IsEmpty) return double.PositiveInfinity;
        var last = _panels[^1];
        if (gap == 0) return last.To == clock ? last.TimeAtEnd : double.PositiveInfinity;
        if (last.InGap && gap <= last.To) return last.TimeAtEnd + (Elementary.Log(last.To / gap) * last.To / _equation.RateAtGap(last.To));
        var panel = _panels[Find(p => p.InGap ? p.To < gap : p.To >= clock)];
        return panel.TimeAtStart + Duration(panel, panel.InGap ? gap : clock);
    }

    private IEnumerable<Panel> Build(double untilTime, double untilClock)
    {
        var (from, time) = (0.0, 0.0);
        var stationary = _equation.StationaryClock;
        var switchClock = double.IsInfinity(stationary) || _equation.Averages.StopsSuddenly ? double.PositiveInfinity : stationary / 2;
        bool Enough(double clock) => time > untilTime && clock >= untilClock;
        foreach (var clock in Breakpoints())
        {
            var to = Math.Min(clock, switchClock);
            if (to <= from) continue;
            var panel = Measure(from, to, time, inGap: false);
            yield return panel;
            (from, time) = (to, panel.TimeAtEnd);
            if (to == switchClock || double.IsInfinity(time) || Enough(to)) break;
        }
        if (from != switchClock || Enough(from)) yield break;
        from = stationary - switchClock;
        foreach (var gap in Gaps(stationary))
        {
            if (gap >= from) continue;
            var panel = Measure(from, gap, time, inGap: true);
            yield return panel;
            (from, time) = (gap, panel.TimeAtEnd);
            if (Enough(stationary - gap)) yield break;
        }
    }

    // Clocks at which H halves or the drive has a kink, increasing; ends at γ* or +inf.
    private IEnumerable<double> Breakpoints()
    {
        var kinks = _equation.Averages.Kinks;
        var next = 0;
        for (var edge = _equation.Averages.SaturationEdge; edge > _equation.StationaryEdge; edge /= 2)
        {
            for (; next < kinks.Length && kinks[next] > edge; next++) yield return _equation.Curve.ClockAt(kinks[next]);
            yield return _equation.Curve.ClockAt(edge);
        }
        for (; next < kinks.Length && kinks[next] > _equation.StationaryEdge; next++) yield return _equation.Curve.ClockAt(kinks[next]);
        yield return _equation.StationaryClock;
    }

    // Gaps of panels that double in the logarithm, and those at which a breakpoint lies, decreasing; one at γ* itself to rounding is left out.
    private IEnumerable<double> Gaps(double stationary)
    {
        var fixedGaps = Breakpoints().Select(c => stationary - c).Where(g => g > 1e-12 * stationary);
        var shares = new List<double> { 0.25 };
        for (var factor = 0.5; shares[^1] > LinearShare; factor *= factor) shares.Add(shares[^1] * factor);
        return fixedGaps.Concat(shares.Select(s => s * stationary)).OrderDescending();
    }

    private Panel Measure(double from, double to, double time, bool inGap)
    {
        var open = new Panel(from, to, time, time, inGap);
        return open with { TimeAtEnd = double.IsInfinity(to) ? to : time + Duration(open, to) };
    }

    private HingeState Stationary(double time) =>
        new(time, _equation.StationaryClock, double.IsInfinity(_equation.StationaryClock) ? double.PositiveInfinity : 0);

    private double Duration(Panel panel, double x)
    {
        if (!panel.InGap) return Quadrature.Integrate(clock => 1 / _equation.Rate(clock), panel.From, x);
        double Share(double logarithm)
        {
            var gap = panel.From * Elementary.Exp(-logarithm);
            return gap / _equation.RateAtGap(gap);
        }
        return Quadrature.Integrate(Share, 0, Elementary.Log(panel.From / x));
    }

    private double RateOn(Panel panel, double x) => panel.InGap ? _equation.RateAtGap(x) : _equation.Rate(x);

    // First panel that satisfies a condition which, once true, stays true.
    private int Find(Func<Panel, bool> reached)
    {
        var (low, high) = (0, _panels.Length - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (reached(_panels[middle])) high = middle;
            else low = middle + 1;
        }
        return low;
    }

    private readonly record struct Panel(double From, double To, double TimeAtStart, double TimeAtEnd, bool InGap);
}

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
        ImmutableArray<double> kinks = [.. equation.Averages.Kinks.Select(equation.Curve.ClockAt).Where(c => c < end), end];
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
