using System.Collections.Immutable;
using FsCheck.Fluent;
using Pipelines.Model.MeanFieldHinge;
using Pipelines.Model.MeanFieldHinge.Laws;
using Pipelines.Model.MeanFieldHinge.Theory;

namespace Pipelines.Model.Tests.MeanFieldHinge.Theory;

/// <summary>What holds for every clock, over random parameters and laws.</summary>
public class ClockProperties
{
    private static readonly double[] Noise = [0, 1e-9, 0.01, 0.3, 0.499];

    [Fact]
    public void Clock_rises_and_stays_below_its_bounds() => HingeGenerator.Runs(Noise).Holds(run =>
    {
        var (problem, times) = run;
        var (limit, rate) = (HingeClock.StationaryClock(problem), HingeClock.InitialRate(problem));
        var observed = HingeTheory.Solve(problem, [0, .. times, double.PositiveInfinity]);
        Assert.Equal(0, observed[0].Clock);
        Assert.Equal(limit, observed[^1].Clock);
        foreach (var (before, after) in observed.Zip(observed.Skip(1)))
        {
            Assert.True(after.Clock >= before.Clock, $"{problem}: {before} then {after}");
            Assert.True(after.Clock <= limit && after.Clock <= rate * after.Time * (1 + 1e-14), $"{problem}: {after}");
            Assert.InRange(after.ClockRate, 0, rate * (1 + 1e-14));
        }
    });

    [Fact]
    public void Clean_clock_is_concave() => HingeGenerator.Runs(0).Holds(run =>
    {
        var observed = HingeTheory.Solve(run.Problem, [.. run.Times]);
        foreach (var (before, after) in observed.Zip(observed.Skip(1)))
            Assert.True(after.ClockRate <= before.ClockRate * (1 + 1e-12), $"{run.Problem}: {before} then {after}");
    });

    [Fact]
    public void Time_of_the_clock_inverts_it() => HingeGenerator.Runs(Noise).Holds(run =>
    {
        var states = HingeClock.Solve(run.Problem, new HingeMethod.Quadrature(), [.. run.Times]);
        // At γ* to rounding the clock no longer tells the time.
        foreach (var state in states.Where(s => s.Gap > 1e-3 * s.Clock))
            Near.Assert(state.Time, HingeClock.TimeOf(run.Problem, state.Clock), 1e-11, $"{run.Problem}, clock {state.Clock}");
    });

    [Fact]
    public void Time_stepping_agrees_with_quadrature() => HingeGenerator.Runs(Noise).Holds(
        run =>
        {
            ImmutableArray<double> times = [.. run.Times];
            var stepped = HingeClock.Solve(run.Problem, new HingeMethod.RungeKutta(), times);
            foreach (var (state, clock) in stepped.Zip(HingeClock.At(run.Problem, times)))
                Near.Assert(clock, state.Clock, 1e-9, $"{run.Problem}, t = {state.Time}");
        },
        count: 60);

    [Fact]
    public void Rescalings_that_leave_the_dynamics_alone_leave_the_clock_alone() => HingeGenerator.Runs(Noise).Holds(run =>
    {
        var (problem, times) = run;
        ImmutableArray<double> at = [.. times];
        var clocks = HingeClock.At(problem, at);
        void Same(HingeProblem other, ImmutableArray<double> when)
        {
            foreach (var (expected, actual) in clocks.Zip(HingeClock.At(other, when))) Near.Assert(
                expected, actual, 1e-11, $"{problem} against {other}");
        }
        Same(problem with { Margin = 3 * problem.Margin, OutputScale = 3 * problem.OutputScale, LearningRate = 3 * problem.LearningRate }, at);
        Same(problem with { HiddenUnits = 7 * problem.HiddenUnits, LearningRate = 7 * problem.LearningRate }, at);
        Same(problem with { LearningRate = 5 * problem.LearningRate }, [.. times.Select(t => t / 5)]);
    });

    [Fact]
    public void Sphere_of_another_radius_is_a_unit_sphere_with_another_margin_and_rate() =>
        HingeGenerator.Runs(Noise).Where(r => r.Problem.Law is InputLaw.Sphere).Holds(
            run =>
            {
                var radius = ((InputLaw.Sphere)run.Problem.Law).Radius;
                var unit = run.Problem with
                {
                    Law = new InputLaw.Sphere(),
                    Margin = run.Problem.Margin / radius,
                    LearningRate = run.Problem.LearningRate * radius,
                };
                foreach (var (expected, actual) in HingeClock.At(run.Problem, [.. run.Times]).Zip(HingeClock.At(unit, [.. run.Times])))
                    Near.Assert(expected, actual, 1e-11, run.Problem.ToString());
            },
            count: 40);

    [Fact]
    public void Loss_falls_at_the_rate_of_the_dissipation() => HingeGenerator.Runs(Noise).Holds(run =>
    {
        // At the atoms of an empirical law the loss has corners.
        if (run.Problem.Law is InputLaw.Samples || run.Problem.InputDimension == 1) return;
        var middle = HingeTheory.Solve(run.Problem, [.. run.Times])[2];
        var step = 1e-4 * middle.Time;
        var around = HingeTheory.Solve(run.Problem, [middle.Time - step, middle.Time + step]);
        var slope = (around[1].PopulationLoss - around[0].PopulationLoss) / (2 * step);
        // Rounding of the loss over the step; the second derivative of the rate is unbounded near the kinks of few dimensions.
        var floor = 4e-12 * around[0].PopulationLoss / step;
        Near.Assert(middle.LossRate, slope, 1e-4, $"{run.Problem}, t = {middle.Time}", floor);
        Assert.True(middle.LossRate <= 0);
    });

    [Fact]
    public void Parameters_at_the_ends_of_double_precision_never_give_a_number_that_is_none()
    {
        var decades = HingeGenerator.Decades(-150, 150);
        var runs =
            from law in HingeGenerator.Laws
            from scale in decades
            from margin in decades
            from rate in decades
            from fraction in Gen.Elements(Noise)
            from time in Gen.OneOf(decades, Gen.Constant(double.PositiveInfinity))
            select (new HingeProblem(
                law.Law, law.Dimension, 10, rate)
            { OutputScale = scale, Margin = margin, MislabelFraction = fraction, TrainingSamples = 5 }, time);
        runs.Holds(run =>
        {
            var o = HingeTheory.Solve(run.Item1, [run.time])[0];
            double[] numbers =
            [
                o.Clock, o.ClockRate, o.SatisfactionEdge, o.Drive, o.UnsatisfiedFraction, o.Noise, o.PopulationLoss, o.LossRate, o.OutputSlope
            ];
            Assert.True(Array.TrueForAll(numbers, v => !double.IsNaN(v)), $"{run.Item1}: {o}");
            Assert.True(HingeClock.TimeOf(run.Item1, 500) > 0);
        });
    }
}
