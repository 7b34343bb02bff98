using System.Collections.Immutable;
using Pipelines.Model.MeanFieldHinge;
using Pipelines.Model.MeanFieldHinge.Laws;
using Pipelines.Model.MeanFieldHinge.Losses;
using Pipelines.Model.MeanFieldHinge.Theory;

namespace Pipelines.Testing.MeanFieldHinge;

/// <summary>What holds for the mean-field theory whatever its parameters.</summary>
internal static class HingeTheoryInvariants
{
    private const string Paper = "Pellegrini and Biroli 2020, arXiv 2006.11209";

    public static ImmutableArray<HingeStatement> All { get; } =
    [
        Of("clock-rises", "The clock starts at 0, rises, and stays below its stationary value and below its initial rate times the time.",
            "0 = gamma(0) <= gamma(t) <= min(gamma*, C I(inf) t)", $"{Paper}, eq. 13", "1e-14 of the clock and 1e-13 of its rate: rounding", Rises),
        Of("clean-clock-is-concave", "With clean labels the clock slows down.", "d^2 gamma/dt^2 <= 0 for delta = 0", $"{Paper}, eq. 13",
            "1e-12 of the rate",
            Concave),
        Of("clock-inverts-time", "The time at which the clock shows a value is the inverse of the clock.", "t(gamma(t)) = t", "definition",
            "1e-10; near gamma* the clock no longer tells the time", Inverse),
        Of("methods-agree", "Quadrature and Runge-Kutta give one clock.", "t = int d gamma/rate and d gamma/dt = rate", $"{Paper}, eq. 13",
            "1e-9: the tolerance of the Runge-Kutta method", Methods),
        Of("rescaling", "Margin, output scale and rate, or width and rate, or rate and time may be rescaled together.",
            "(h, alpha, beta*) -> 3 (h, alpha, beta*); (M, beta*) -> 7 (M, beta*); (beta*, t) -> (5 beta*, t/5)", $"{Paper}, eqs. 1 and 8", "1e-11",
                Rescaled),
        Of("homogeneity-in-inputs", "Inputs of another length are the same problem with another margin and rate.",
            "r -> c r: h -> h/c, beta* -> c beta*",
            "homogeneity of ReLU", "1e-11", Lengths),
        Of("dissipation", "The loss falls at the rate that the theory states.", "dL/dt = -2 beta m I_delta^2 cosh 2 gamma/(alpha^2 d)",
            "derived from eqs. 8 and 13",
            "1e-4: central differences over 1e-4 of the time, and the rounding of the loss", Dissipation),
        Of("node-law", "The law of a node conserves a^2 - w^2, composes, and moves a along w.",
            "a = a0 cosh + w0 sinh, w = w0 cosh + a0 sinh; L(g1 + g2) = L(g1) L(g2)", $"{Paper}, eq. 10", "1e-12 of the largest term: rounding",
                NodeLaws),
        Of("output-slope", "The slope of the output is the mean product of the layers.", "s = E[a w_par]/(2 sqrt d) = h/(alpha H)",
            $"{Paper}, eqs. 11-12",
            "1e-10 and the rounding of a difference of squares", Slope),
        Of("mislabelling-balance", "With flipped labels learning stops where their drive balances that of the others.",
            "(1 - delta) I(H*) = delta I(inf), for logistic loss I(H*) = delta E|x_par|/2", $"{Paper}, supplement eq. 23",
            "1e-8: a square root of rounding in two dimensions", Balance),
        Of("mislabelling-limit", "Few flipped labels are none.", "delta -> 0", $"{Paper}, supplement eqs. 23-24",
            "1e-8, and 1e-7 of the loss, at a share of 1e-11", FewFlips),
        Of("late-clock", "Without flipped labels the clock ends as a logarithm.",
            "gamma -> ln(B t)/4, B = 64 Lambda beta h^2 sqrt(d) p0/alpha^3, Lambda = int_0^inf u psi(u) du", "derived",
            "1e-3 where the edge is a ten-thousandth of the inputs: corrections are of the order of its square", Late),
        Of("lazy-limit", "For large output scales the clock times the scale is that of the lazy limit.",
            "alpha gamma -> g, dg/dt = (beta/sqrt d) I(h sqrt d/g)",
            $"{Paper}, eqs. 15-16", "4 gamma^2: the next order", Lazy),
        Of("descent-tends-to-flow", "Descent approaches the flow in proportion to the step.", "gamma_k - gamma(t) = O(C)",
            "Euler's method has order 1",
            "0.1 of the order, and 0.7 of its distance at twice the step", Order),
        Of("crossing", "Drive and sampled noise are equal where the theory says they cross.", "I_delta(t_x) = J_delta(t_x)/sqrt N",
            $"{Paper}, supplement eqs. 21-22",
            "1e-8, and the rounding of the drive", Cross),
        Of("satisfaction-time", "An example sits on the edge at the time at which it is said to be satisfied.", "H(t_sat(x)) = |x_par|",
            $"{Paper}, eq. 12",
            "1e-8", Satisfied),
    ];

    private static HingeStatement Of(
        string name, string statement, string equation, string source, string tolerance, Action<HingeCase, Comparison> check) =>
        new(name, statement, equation, source, tolerance, check, HingeCase.Large);

    private static void Rises(HingeCase one, Comparison c)
    {
        var (problem, times) = (one.Theory, one.Times());
        var (limit, rate) = (HingeClock.StationaryClock(problem), HingeClock.InitialRate(problem));
        var seen = HingeTheory.Solve(problem, [0, .. times, double.PositiveInfinity]);
        c.Near("clock at the start", 0, seen[0].Clock, 0);
        c.Near("clock at the end", limit, seen[^1].Clock, 1e-14);
        Symmetries.Rises(c, "clock", [.. seen.Select(o => o.Clock)], 0);
        foreach (var o in seen.Skip(1).SkipLast(1))
        {
            c.AtMost("clock", o.Clock, Math.Min(limit, rate * o.Time), 1e-14 * o.Clock);
            c.AtMost("rate of the clock", o.ClockRate, rate, 1e-13 * rate);
            c.AtMost("rate of the clock backwards", -o.ClockRate, 0, 1e-13 * rate);
        }
    }

    private static void Concave(HingeCase one, Comparison c)
    {
        var seen = HingeTheory.Solve(one.Theory with { MislabelFraction = 0 }, one.Times());
        foreach (var (before, after) in seen.Zip(seen.Skip(1))) c.AtMost("rate of the clock", after.ClockRate, before.ClockRate, 1e-12
            * before.ClockRate);
    }

    private static void Inverse(HingeCase one, Comparison c)
    {
        foreach (var state in HingeClock.Solve(one.Theory, new HingeMethod.Quadrature(), one.Times()).Where(s => s.Gap > 1e-3 * s.Clock))
            c.Near("time", state.Time, HingeClock.TimeOf(one.Theory, state.Clock), 1e-10);
    }

    private static void Methods(HingeCase one, Comparison c)
    {
        var times = one.Times();
        var stepped = HingeClock.Solve(one.Theory, new HingeMethod.RungeKutta(), times);
        foreach (var (state, clock) in stepped.Zip(HingeClock.At(one.Theory, times))) c.Near("clock", clock, state.Clock, 1e-9);
    }

    private static void Rescaled(HingeCase one, Comparison c)
    {
        var (p, times) = (one.Theory, one.Times());
        var clocks = HingeClock.At(p, times);
        void Same(string what, HingeProblem other, ImmutableArray<double> at)
        {
            foreach (var (expected, actual) in clocks.Zip(HingeClock.At(other, at))) c.Near(what, expected, actual, 1e-11);
        }
        Same("margin, scale and rate", p with { Margin = 3 * p.Margin, OutputScale = 3 * p.OutputScale, LearningRate = 3 * p.LearningRate }, times);
        Same("rate and time", p with { LearningRate = 5 * p.LearningRate }, [.. times.Select(t => t / 5)]);
        if (p.HiddenUnits < 1 << 28) Same("width and rate", p with { HiddenUnits = 7 * p.HiddenUnits, LearningRate = 7 * p.LearningRate }, times);
    }

    private static void Lengths(HingeCase one, Comparison c)
    {
        const double factor = 2.5;
        var (p, times) = (one.Theory, one.Times());
        InputLaw? longer = p.Law switch
        {
            InputLaw.Sphere law => new InputLaw.Sphere(factor * law.Radius),
            InputLaw.Ball law => new InputLaw.Ball(factor * law.Radius),
            InputLaw.Shells law => new InputLaw.Shells(law.Radii.Map(r => factor * r), law.Weights),
            _ => null,
        };
        if (longer is null) return;
        var same = p with { Law = longer, Margin = factor * p.Margin, LearningRate = p.LearningRate / factor };
        foreach (var (expected, actual) in HingeClock.At(p, times).Zip(HingeClock.At(same, times))) c.Near("clock", expected, actual, 1e-11);
    }

    private static void Dissipation(HingeCase one, Comparison c)
    {
        // At isolated values of x_par the loss has corners.
        if (IsAtomic(one)) return;
        var middle = HingeTheory.Solve(one.Theory, one.Times())[2];
        var step = 1e-4 * middle.Time;
        var around = HingeTheory.Solve(one.Theory, [middle.Time - step, middle.Time + step]);
        var slope = (around[1].PopulationLoss - around[0].PopulationLoss) / (2 * step);
        c.Near("dL/dt", middle.LossRate, slope, 1e-4, 1e-11 * around[0].PopulationLoss / step);
        c.AtMost("dL/dt", middle.LossRate, 0);
    }

    private static void NodeLaws(HingeCase one, Comparison c)
    {
        var (first, second) = (3 * one.Trial.Uniform("first clock"), 3 * one.Trial.Uniform("second clock"));
        var (a, w) = (2 * one.Trial.Uniform("outer"), one.Trial.Uniform("parallel") - 0.5);
        var (outer, parallel) = NodeLaw.AtClock(first).Of(a, w);
        var allowed = 1e-12 * Math.Exp(2 * (first + second));
        c.Near("a", (a * Math.Cosh(first)) + (w * Math.Sinh(first)), outer, 0, allowed);
        c.Near("w", (w * Math.Cosh(first)) + (a * Math.Sinh(first)), parallel, 0, allowed);
        c.Near("a^2 - w^2", (a * a) - (w * w), (outer * outer) - (parallel * parallel), 0, allowed);
        var (twice, once) = (NodeLaw.AtClock(second).Of(outer, parallel), NodeLaw.AtClock(first + second).Of(a, w));
        c.Near("a after both", once.Outer, twice.Outer, 0, allowed);
        c.Near("w after both", once.Parallel, twice.Parallel, 0, allowed);
    }

    private static void Slope(HingeCase one, Comparison c)
    {
        var p = one.Theory;
        foreach (var o in HingeTheory.Solve(p, one.Times()).Where(o => o.Clock is > 0 and < 300))
        {
            var cross = NodeLaw.AtClock(o.Clock).SecondMoments(p).Cross;
            var size = ((p.OuterWidth * p.OuterWidth) + (p.InnerWidth * p.InnerWidth)) / (2 * Math.Sqrt(p.InputDimension));
            c.Near("slope of the output", cross / (2 * Math.Sqrt(p.InputDimension)), o.OutputSlope, 1e-10, 1e-14 * size);
            c.Near("slope at the edge", p.Margin / p.OutputScale, o.OutputSlope * o.SatisfactionEdge, 1e-10);
        }
    }

    private static void Balance(HingeCase one, Comparison c)
    {
        var (delta, law) = (one.Theory.MislabelFraction, ProjectionStatistics.Of(one.Law, one.InputDimension));
        if (delta == 0 || IsAtomic(one)) return;
        if (one.Loss is MarginLoss.LinearHinge)
            c.Near("drive of the clean labels", delta / (1 - delta) * law.InitialDrive, law.Drive(HingeClock.StationaryEdge(one.Theory)), 1e-8);
        if (one.Loss is MarginLoss.Logistic)
        {
            var still = HingeTheory.Observe(one.Theory, 0, HingeClock.StationaryClock(one.Theory));
            c.Near("drive of the clean labels", delta * law.InitialDrive, still.CleanDrive, 1e-8);
        }
        var start = HingeTheory.Solve(one.Theory, [0])[0];
        c.Near("drive at the start", (1 - (2 * delta)) * one.Function.Force(0) * law.InitialDrive, start.Drive, 1e-12);
    }

    private static void FewFlips(HingeCase one, Comparison c)
    {
        // An unbounded slope makes few flips many.
        if (one.Loss is not (MarginLoss.LinearHinge or MarginLoss.Logistic)) return;
        var (clean, few) = (one.Theory with { MislabelFraction = 0 }, one.Theory with { MislabelFraction = 1e-11 });
        var time = one.Times()[1];
        var (a, b) = (HingeTheory.Solve(clean, [time])[0], HingeTheory.Solve(few, [time])[0]);
        // Later the few are all that is left.
        if (a.CleanDrive < 1e-2 * HingeTheory.Solve(clean, [0])[0].CleanDrive || IsAtomic(one)) return;
        c.Near("clock", a.Clock, b.Clock, 1e-8);
        c.Near("drive", a.Drive, b.Drive, 1e-8);
        c.Near("loss", a.PopulationLoss, b.PopulationLoss, 1e-7, 1e-9 * clean.Margin / clean.OutputScale / clean.OutputScale);
    }

    private static void Late(HingeCase one, Comparison c)
    {
        var p = one.Theory with { MislabelFraction = 0 };
        var density = ProjectionStatistics.Of(p.Law, p.InputDimension).DensityAtOrigin;
        // Nor is there such a law for a loss of which Lambda is infinite.
        if (double.IsNaN(density) || double.IsNaN(LargeTime.Clock(p, [1])[0])) return;
        var clock = Math.Max(4, SatisfactionTime.Clock(p, 1e-4 / density));
        var time = HingeClock.TimeOf(p, clock);
        if (clock < 100 && double.IsFinite(time)) c.Near("late clock", LargeTime.Clock(p, [time])[0], clock, 0, 1e-3);
    }

    private static void Lazy(HingeCase one, Comparison c)
    {
        var density = ProjectionStatistics.Of(one.Law, one.InputDimension).DensityAtOrigin;
        if (double.IsNaN(density)) return;
        var p = one.Theory with { OuterWidth = 1, InnerWidth = 1 };
        p = p with { OutputScale = 1e9 * p.Margin * density * Math.Sqrt(p.InputDimension) };
        // The clock begins to bend at 1e-9.
        var unit = 1e-9 / HingeClock.InitialRate(p with { MislabelFraction = 0 });
        ImmutableArray<double> times = [.. Enumerable.Range(0, 3).Select(i => unit * one.Trial.Between($"lazy {i}", 1e-2, 1e4)).Order()];
        foreach (var (limit, clock) in LazyClock.At(p, times).Zip(HingeClock.At(p, times)))
        {
            if (clock < 1e-3) c.Near("clock times scale", limit, clock * p.OutputScale, 1e-9 + (4 * clock * clock));
        }
    }

    private static void Order(HingeCase one, Comparison c)
    {
        // Laws of bounded inputs in few dimensions have corners, at which a method loses its order.
        if (IsAtomic(one) || (one.InputDimension < 6 && one.Law is not (InputLaw.Gaussian or InputLaw.StudentT))) return;
        var p = one.Theory with { MislabelFraction = 0 };
        // Steps are short beside the clock at which typical examples are satisfied.
        var bend = Math.Min(1, SatisfactionTime.Clock(p, 1 / ProjectionStatistics.Of(p.Law, p.InputDimension).DensityAtOrigin));
        double Gap(int refinement, int steps)
        {
            var slow = p with { LearningRate = p.LearningRate * (0.01 * bend / HingeClock.InitialRate(p)) / refinement };
            return DiscreteClock.Solve(slow, [(long)steps * refinement])[0].Clock - HingeClock.At(slow, [(double)steps * refinement])[0];
        }
        var steps = 40 + (int)(100 * one.Trial.Uniform("steps"));
        Symmetries.Order(c, "descent", 1, (Gap(1, steps), Gap(2, steps), Gap(4, steps)), 1e-9 * bend);
    }

    private static void Cross(HingeCase one, Comparison c)
    {
        if (IsAtomic(one) || one.Law is InputLaw.StudentT { DegreesOfFreedom: <= 2 }) return;
        var (p, crossing) = (one.Theory, Crossing.Of(one.Theory));
        if (!double.IsFinite(crossing.Clock)) return;
        var at = HingeTheory.Observe(p, crossing.Time, crossing.Clock);
        if (crossing.Clock == 0) c.AtMost("drive at the start", at.Drive, at.SampledNoise);
        else c.Near("drive and noise", at.SampledNoise, at.Drive, 1e-8, 1e-12 * (at.CleanDrive + p.MislabelFraction));
    }

    private static void Satisfied(HingeCase one, Comparison c)
    {
        if (IsAtomic(one)) return;
        var edge = HingeTheory.Solve(one.Theory, [one.Times()[2]])[0].SatisfactionEdge * one.Trial.Between("share", 0.1, 2);
        var time = SatisfactionTime.Of(one.Theory, [-edge])[0];
        if (!double.IsFinite(time) || !double.IsFinite(edge)) return;
        var state = HingeClock.Solve(one.Theory, new HingeMethod.Quadrature(), [time])[0];
        if (state.Gap > 1e-3 * state.Clock) c.Near("edge", edge, HingeTheory.Solve(one.Theory, [time])[0].SatisfactionEdge, 1e-8);
    }

    private static bool IsAtomic(HingeCase one) => double.IsNaN(ProjectionStatistics.Of(one.Law, one.InputDimension).DensityAtOrigin);
}
