using System.Collections.Immutable;
using System.Diagnostics;
using Pipelines.Model.MeanFieldHinge.Theory.Clock;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.MeanFieldHinge.Theory;

/// <summary>The clock γ(t) of the mean-field dynamics: dγ/dt = C I_δ(H(γ)), C = β/(α sqrt d), γ(0) = 0.</summary>
/// <remarks>
/// Pellegrini and Biroli 2020, arXiv 2006.11209, eqs. 10 and 13, supplement eq. 23. γ is nondecreasing, concave for clean labels, at most C
/// I(inf) t, and below γ*.
/// With mislabelled examples this is the self-consistent clock; the paper's supplement Fig. 2 evaluates its formulas at the noiseless one:
/// <c>HingeClock.At(problem with { MislabelFraction = 0 }, times)</c>.
/// </remarks>
public static class HingeClock
{
    /// <summary>γ at given times by quadrature.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="times">Times in descent steps, at least 0, in any order; +inf gives γ*.</param>
    public static ImmutableArray<double> At(HingeProblem problem, ImmutableArray<double> times) =>
        [.. Solve(problem, new HingeMethod.Quadrature(), times).Select(s => s.Clock)];

    /// <summary>States at given times.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A time is negative or not a number.</exception>
    public static ImmutableArray<HingeState> Solve(HingeProblem problem, HingeMethod method, ImmutableArray<double> times)
    {
        ArgumentNullException.ThrowIfNull(method);
        return Solve(ClockEquation.Of(problem), method, times);
    }

    /// <summary>t(γ): when the clock shows a given value; +inf from γ* on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The clock is negative or not a number.</exception>
    public static double TimeOf(HingeProblem problem, double clock) => TimeOf(ClockEquation.Of(problem), clock);

    /// <summary>γ*, where learning stops: finite with mislabelled examples (and where x_par takes isolated values), +inf otherwise.</summary>
    public static double StationaryClock(HingeProblem problem) => ClockEquation.Of(problem).StationaryClock;

    /// <summary>H*: examples with |x_par| below it are never satisfied; 0 where learning never stops.</summary>
    public static double StationaryEdge(HingeProblem problem) => ClockEquation.Of(problem).StationaryEdge;

    /// <summary>dγ/dt at t = 0.</summary>
    public static double InitialRate(HingeProblem problem) => ClockEquation.Of(problem).InitialRate;

    internal static ImmutableArray<HingeState> Solve(ClockEquation equation, HingeMethod method, ImmutableArray<double> times)
    {
        foreach (var time in times)
        {
            if (!(time >= 0)) throw new ArgumentOutOfRangeException(nameof(times), time, "Times must be numbers of at least 0 (+inf is allowed).");
        }
        var last = times.Where(double.IsFinite).DefaultIfEmpty(0).Max();
        var stateAt = method.Match<Func<double, HingeState>>(
            quadrature: _ => new ClockTable(equation, last).StateAt,
            rungeKutta: m => ClockStepping.Solve(equation, m.RelativeTolerance, times));
        return [.. times.Select(stateAt)];
    }

    internal static double TimeOf(ClockEquation equation, double clock)
    {
        if (!(clock >= 0)) throw new ArgumentOutOfRangeException(nameof(clock), clock, "The clock must be a number of at least 0.");
        return new ClockTable(equation, 0, clock).TimeOf(clock);
    }
}

/// <summary>How the clock equation is solved.</summary>
public abstract record HingeMethod
{
    private HingeMethod() { }

    /// <summary>t(γ) by adaptive quadrature, inverted by safeguarded Newton: full precision at any time, the default.</summary>
    public sealed record Quadrature : HingeMethod;

    /// <summary>Time stepping with the embedded Dormand-Prince pair 5(4): the independent check.</summary>
    /// <param name="RelativeTolerance">Error allowed per step, relative to γ.</param>
    public sealed record RungeKutta(double RelativeTolerance = 1e-12) : HingeMethod
    {
        public double RelativeTolerance { get; init => field = Require.Positive(value, nameof(RelativeTolerance)); }
            = Require.Positive(RelativeTolerance, nameof(RelativeTolerance));
    }

    public T Match<T>(Func<Quadrature, T> quadrature, Func<RungeKutta, T> rungeKutta)
    {
        ArgumentNullException.ThrowIfNull(quadrature);
        ArgumentNullException.ThrowIfNull(rungeKutta);
        return this switch
        {
            Quadrature m => quadrature(m),
            RungeKutta m => rungeKutta(m),
            _ => throw new UnreachableException(),
        };
    }
}
