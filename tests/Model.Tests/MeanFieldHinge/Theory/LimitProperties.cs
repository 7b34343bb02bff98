using FsCheck.Fluent;
using Pipelines.Model.MeanFieldHinge;
using Pipelines.Model.MeanFieldHinge.Laws;
using Pipelines.Model.MeanFieldHinge.Theory;

namespace Pipelines.Model.Tests.MeanFieldHinge.Theory;

/// <summary>Closed forms, limits and estimates.</summary>
public class LimitProperties
{
    private static readonly HingeProblem Figure1 = ReferenceSets.Problem("fig1");

    [Fact]
    public void Sphere_in_three_dimensions_has_a_closed_clock()
    {
        var problem = ReferenceSets.Problem("sphere3");
        var rate = HingeClock.InitialRate(problem);
        var scale = 4 * Math.Pow(problem.Margin / problem.OutputScale, 2) * 3;
        var first = Math.Asinh(Math.Sqrt(scale)) / 2;
        foreach (var clock in new[] { 0.3, first, first + 1e-6, 1.7, 4, 12, 60 })
        {
            // (sinh 4g - 4g)/8 grows by C c_3 (4h²d/α²)(t - t_1) after the linear phase.
            double Grown(double g) => (Math.Sinh(4 * g) - (4 * g)) / 8;
            var expected = clock <= first ? clock / rate : (first / rate) + ((Grown(clock) - Grown(first)) / (rate * scale));
            Near.Assert(expected, HingeClock.TimeOf(problem, clock), 1e-12, $"clock {clock}");
        }
    }

    [Fact]
    public void Sphere_in_one_dimension_freezes_when_its_points_are_satisfied()
    {
        var problem = new HingeProblem(new InputLaw.Sphere(2), 1, 10, 5) { TrainingSamples = 4 };
        var end = HingeClock.StationaryClock(problem);
        var time = HingeClock.TimeOf(problem, end);
        Assert.Equal(Math.Asinh(problem.Margin / problem.OutputScale) / 2, end, 1e-15);
        Near.Assert(end / HingeClock.InitialRate(problem), time, 1e-13, "time");
        var (before, after) = (HingeTheory.Solve(problem, [0.999 * time])[0], HingeTheory.Solve(problem, [1.001 * time])[0]);
        Assert.Equal((1.0, 1.0), (before.UnsatisfiedFraction, before.Drive));
        Assert.Equal((0.0, 0.0, end, 0.0), (after.UnsatisfiedFraction, after.Drive, after.Clock, after.Noise));
        Assert.Equal(new Crossing(end, time), Crossing.Of(problem));
    }

    [Fact]
    public void Langevin_form_agrees_with_quadrature_over_all_scales() => (
        from scale in HingeGenerator.Decades(-8, 8)
        from clock in HingeGenerator.Decades(-8, 1)
        select (scale, clock)).Holds(c =>
    {
        var problem = Figure1 with { OutputScale = c.scale };
        Near.Assert(HingeClock.TimeOf(problem, c.clock), GaussianTime.Of(problem, c.clock), 1e-12, $"{c}");
    });

    [Fact]
    public void Large_times_follow_the_logarithm_with_the_known_shift()
    {
        // Spec figures: below 0.01 from t = 1e3, 1e-8 at t = 1e9; the correction falls as t^(-1/2) ln t.
        Assert.InRange(LargeTime.Clock(Figure1, [1e3])[0] - HingeClock.At(Figure1, [1e3])[0], 0, 0.01);
        Assert.Equal(LargeTime.Clock(Figure1, [1e9])[0], HingeClock.At(Figure1, [1e9])[0], 1e-7);
        Assert.Equal(LargeTime.EarlyClock(Figure1, [5])[0], HingeClock.At(Figure1, [5])[0], 1e-6);
        var o = HingeTheory.Solve(Figure1, [2000, 1e5]);
        Assert.InRange(o[0].ClockRate * o[0].Time, 0.25, 0.26);
        Assert.InRange(o[1].ClockRate * o[1].Time, 0.25, 0.2502);
        foreach (var law in new InputLaw[] { new InputLaw.Sphere(2), new InputLaw.Ball(2), new InputLaw.StudentT(3) })
        {
            var problem = Figure1 with { Law = law };
            Assert.Equal(LargeTime.Clock(problem, [1e16])[0], HingeClock.At(problem, [1e16])[0], 1e-6);
        }
    }

    [Fact]
    public void Rich_limit_is_approached_as_the_square_of_the_scale()
    {
        static double Gap(double scale)
        {
            var problem = Figure1 with { OutputScale = scale, LearningRate = 1e3 * scale };
            var time = 1.3 * Math.Log(1 / scale) / HingeClock.InitialRate(problem);
            return RichLimit.At(problem, [time])[0] - HingeClock.At(problem, [time])[0];
        }
        // sinh 2γ misses e^{2γ}/2 by e^{-4γ}, of the order of the scale squared where examples become satisfied.
        Assert.True(Math.Abs(Gap(0.1)) < 1e-3 && Math.Abs(Gap(0.01)) < 1e-5 && Math.Abs(Gap(1e-3)) < 1e-7);
        Assert.NotEqual(0, Gap(0.1));
        Near.Assert(57, RichLimit.TimeOf(Figure1, RichLimit.At(Figure1, [57])[0]), 1e-12, "inverse");
    }

    [Fact]
    public void Rich_limit_is_inverted_at_any_time_for_every_law() => HingeGenerator.Runs(0).Holds(run =>
    {
        var problem = run.Problem with { OutputScale = 1e-3 * Math.Min(1, run.Problem.OutputScale) };
        if (!RichLimit.IsKnown(problem)) return;
        foreach (var (time, clock) in run.Times.Zip(RichLimit.At(problem, [.. run.Times])))
        {
            // A sum of logarithms: digits below their rounding are lost. Where examples are satisfied at once the formula stands at a later time
            // already at 0: the limit is not meant for what comes before.
            if (time > RichLimit.TimeOf(problem, 0)) Near.Assert(time, RichLimit.TimeOf(
                problem, clock), 1e-11 + (1e-15 * clock), $"{problem}, {time}", floor: 1e-14 / HingeClock.InitialRate(problem));
        }
    });

    [Fact]
    public void Lazy_clock_ends_in_its_power_law()
    {
        foreach (var law in new InputLaw[]
        {
            new InputLaw.Gaussian(), new InputLaw.Sphere(2), new InputLaw.Ball(2), new InputLaw.StudentT(3)
        })
        {
            // z³/3 + z/2 + ... = τ: the relative correction falls like t^(-2/3).
            var problem = Figure1 with { Law = law };
            Near.Assert(LazyClock.At(problem, [1e12])[0], LazyClock.LateClock(problem, [1e12])[0], 1e-6, $"{law}");
            Assert.Equal(double.NaN, LazyClock.LateClock(problem with { MislabelFraction = 0.1 }, [1e12])[0]);
        }
    }

    [Fact]
    public void First_satisfied_example_ends_the_linear_phase() => HingeGenerator.Problems(0, 0.2).Holds(problem =>
    {
        var (clock, time) = SatisfactionTime.First(problem);
        if (clock == 0)
        {
            Assert.Equal(0, time);
            return;
        }
        Near.Assert(clock, HingeClock.InitialRate(problem) * time, 1e-12, $"{problem}, linear");
        // The largest example sits on the edge there.
        Near.Assert(1, HingeTheory.Observe(problem, time, clock * (1 - 1e-9)).CleanUnsatisfiedFraction, 1e-15, $"{problem}, before");
        // In high dimension the share of the largest examples is below the smallest double.
        if (clock < 100 && problem.InputDimension < 50)
            Assert.True(HingeTheory.Observe(problem, time, clock * 1.5).CleanUnsatisfiedFraction < 1, $"{problem}, after");
    });

    [Fact]
    public void Spread_over_inputs_is_the_mean_square_over_the_directions_of_the_law()
    {
        // In three dimensions the cosine of a random direction is uniform. Midpoint rule of 4000 points: error 1e-7 at the kink at 0.
        var problem = Figure1 with { InputDimension = 3, Law = new InputLaw.Sphere(1.7) };
        foreach (var convention in Enum.GetValues<SpreadConvention>())
        {
            foreach (var clock in new[] { 1e-3, 0.4, 2.5 })
            {
                var squares = Enumerable.Range(0, 4000).Select(k => (k + 0.5) / 4000)
                    .Select(c => Math.Pow(OutputSpread.OfOutput(problem, clock, 1.7 * c, 1.7, convention), 2));
                Near.Assert(Math.Sqrt(squares.Average()), OutputSpread.OverInputs(problem, [clock], convention)[0], 1e-6, $"{convention} at {clock}");
            }
        }
        // A wide Gaussian and a sphere of its radius are the same.
        var (gaussian, sphere) = (Figure1 with
        {
            InputDimension = 3000
        }, Figure1 with { InputDimension = 3000, Law = new InputLaw.Sphere(Math.Sqrt(3000)) });
        Near.Assert(
            OutputSpread.OverInputs(gaussian, [1], SpreadConvention.InitialOutputSubtracted)[0],
            OutputSpread.OverInputs(sphere, [1], SpreadConvention.InitialOutputSubtracted)[0], 1e-12, "wide");
    }

    [Fact]
    public void Bands_scale_with_the_length_of_the_inputs()
    {
        // Inputs, margin and rate in other units: the same network.
        var (unit, large) = (Figure1 with
        {
            Law = new InputLaw.Sphere(1),
            Margin = 0.1
        }, Figure1 with { Law = new InputLaw.Sphere(10), Margin = 1 });
        foreach (var convention in Enum.GetValues<SpreadConvention>())
        {
            var (a, b) = (SatisfactionBand.At(unit, 1.8, convention), SatisfactionBand.At(large, 1.8, convention));
            Near.Assert(b.Lower, 10 * a.Lower, 1e-12, "lower");
            Near.Assert(b.Upper, 10 * a.Upper, 1e-12, "upper");
        }
        Assert.Equal(double.PositiveInfinity, SatisfactionBand.At(
            Figure1 with { Law = new InputLaw.StudentT(1.5) }, 1.8, SpreadConvention.Printed).Upper);
    }

    [Fact]
    public void Lazy_clocks_of_gaussian_inputs_lie_on_one_curve() => (
        from margin in HingeGenerator.Decades(-3, 3)
        from rate in HingeGenerator.Decades(-3, 3)
        from reduced in HingeGenerator.Decades(-3, 9)
        select (margin, rate, reduced)).Holds(c =>
    {
        var problem = Figure1 with { Margin = c.margin, LearningRate = c.rate };
        var expected = LazyClock.Universal([c.reduced])[0] * LazyClock.ClockUnit(problem);
        Near.Assert(expected, LazyClock.At(problem, [c.reduced * LazyClock.TimeUnit(problem)])[0], 1e-12, $"{c}");
    });

    [Fact]
    public void Universal_lazy_curve_has_its_expansion_at_large_times()
    {
        const double ZetaOfMinusHalf = -0.207886224977354566;
        foreach (var time in new[] { 1e4, 1e6, 1e9 })
        {
            var z = LazyClock.Universal([time])[0];
            var expansion = (z * z * z / 3) + (z / 2) - (Math.Sqrt(Math.PI) * ZetaOfMinusHalf) - (1 / (12 * z));
            // The next term is of order z^-5.
            Near.Assert(time, expansion, 1e-13, $"τ = {time}", floor: 0.1 * Math.Pow(z, -5));
        }
    }

    [Fact]
    public void Lazy_limit_holds_for_every_law_with_label_noise() => HingeGenerator.Runs(0, 0.1).Holds(
        run =>
        {
            var lazy = run.Problem with { OutputScale = 1e9 * run.Problem.Margin, OuterWidth = 1, InnerWidth = 1 };
            var scaled = HingeClock.At(lazy, [.. run.Times]);
            foreach (var (limit, clock) in LazyClock.At(lazy, [.. run.Times]).Zip(scaled))
            {
                // Relative difference of the order of the clock squared.
                if (clock < 1e-3) Near.Assert(limit, clock * lazy.OutputScale, 1e-10 + (4 * clock * clock), $"{lazy}");
            }
        },
        count: 60);

    [Fact]
    public void Crossing_is_where_drive_and_noise_meet() => HingeGenerator.Problems(0, 0.01, 0.2).Holds(problem =>
    {
        if (problem.Law is InputLaw.Samples || problem.InputDimension == 1) return;
        var crossing = Crossing.Of(problem);
        var at = HingeTheory.Observe(problem, crossing.Time, crossing.Clock);
        if (crossing.Clock == 0) Assert.True(at.Drive <= at.SampledNoise);
        // Close to γ* the drive is a small difference that the rounded clock no longer resolves.
        else Near.Assert(at.SampledNoise, at.Drive, 1e-9, $"{problem}, {crossing}", floor: 1e-13 * problem.MislabelFraction * at.CleanDrive);
        if (crossing.Clock > 0)
        {
            var earlier = HingeTheory.Observe(problem, 0, 0.9 * crossing.Clock);
            Assert.True(earlier.Drive > earlier.SampledNoise);
        }
    });

    [Fact]
    public void Satisfied_examples_sit_on_the_edge_at_their_time() => (
        from run in HingeGenerator.Runs(0, 0.1)
        from share in HingeGenerator.Decades(-3, 1)
        select (run.Problem, Projection: share * HingeTheory.Solve(run.Problem, [run.Times[2]])[0].SatisfactionEdge)).Holds(c =>
    {
        if (c.Problem.Law is InputLaw.Samples || c.Problem.InputDimension == 1) return;
        var time = SatisfactionTime.Of(c.Problem, [-c.Projection])[0];
        if (double.IsInfinity(time)) Assert.True(c.Projection <= HingeClock.StationaryEdge(c.Problem) * (1 + 1e-12));
        else Near.Assert(c.Projection, HingeTheory.Solve(c.Problem, [time])[0].SatisfactionEdge, 1e-9, $"{c}");
    });

    [Fact]
    public void Band_edges_solve_their_equations() => (
        from clock in HingeGenerator.Decades(-2, 1)
        from scale in HingeGenerator.Decades(-3, 3)
        from hidden in Gen.Elements(2, 30, 1000)
        from dimension in Gen.Elements(1, 2, 100)
        from convention in Gen.Elements(SpreadConvention.Printed, SpreadConvention.InitialOutputSubtracted)
        select (clock, scale, hidden, dimension, convention)).Holds(c =>
    {
        var problem = Figure1 with { OutputScale = c.scale, HiddenUnits = c.hidden, InputDimension = c.dimension };
        var band = SatisfactionBand.At(problem, c.clock, c.convention);
        var level = problem.Margin / problem.OutputScale;
        double Output(double x, int sign) => OutputSpread.Mean(problem, c.clock, x)
            + (sign * OutputSpread.OfOutput(problem, c.clock, x, Math.Sqrt((x * x) + (problem.InputDimension - 1)), c.convention));
        // Mean and spread can be far larger than their sum.
        void Meets(double x, int sign) =>
            Near.Assert(level, Output(x, sign), 1e-10, $"{c}, {x}", floor: 1e-13 * Math.Abs(OutputSpread.Mean(problem, c.clock, x)));
        if (double.IsFinite(band.Upper)) Meets(band.Upper, -1);
        else Assert.True(Output(1e6 * band.Centre, -1) < level);
        if (double.IsFinite(band.Lower)) Meets(band.Lower, 1);
        Assert.True(band.Lower <= band.Centre && band.Centre <= band.Upper);
    });

    [Fact]
    public void Subtracted_spread_starts_from_zero_in_proportion_to_the_clock()
    {
        foreach (var clock in new[] { 1e-12, 1e-8, 1e-4 })
        {
            // Leading order per |x|²/d: γ² (1/2 + 5c²/2); corrections of relative order γ.
            Near.Assert(clock * Math.Sqrt(0.5), OutputSpread.OfNode(Figure1, clock, 0, 10, SpreadConvention.InitialOutputSubtracted), 1e-3, "across");
            Near.Assert(clock * Math.Sqrt(3), OutputSpread.OfNode(Figure1, clock, 10, 10, SpreadConvention.InitialOutputSubtracted), 1e-3, "along");
        }
    }

    [Fact]
    public void Estimates_reproduce_the_figures_of_the_paper()
    {
        Assert.Equal(0.125, FiniteSize.NodeScatter(ReferenceSets.Problem("fig3")), 5e-4);
        Assert.Equal(0.039, FiniteSize.NodeScatter(Figure1), 5e-4);
        Assert.Equal(0.159, FiniteSize.PlateauError(ReferenceSets.Problem("fig3")), 5e-4);
        Assert.Equal(double.NaN, FiniteSize.PlateauError(Figure1 with { Law = new InputLaw.Sphere(10) }));

        // For other laws the scatter is noise over drive; flipped labels weaken the drive, and nothing else.
        Near.Assert(FiniteSize.NodeScatter(Figure1), FiniteSize.NodeScatter(Figure1 with { Law = new InputLaw.Sphere(10) }), 0.01, "sphere");
        Near.Assert(2 * FiniteSize.NodeScatter(Figure1), FiniteSize.NodeScatter(Figure1 with { MislabelFraction = 0.25 }), 1e-12, "flipped labels");
    }

    [Fact]
    public void Generalisation_error_is_the_label_noise_once_anything_is_learnt()
    {
        var o = HingeTheory.Solve(Figure1 with { MislabelFraction = 0.2 }, [0, 1e-6]);
        Assert.Equal((0.5, 0.5), (o[0].GeneralisationError, o[0].NoisyGeneralisationError));
        Assert.Equal((0.0, 0.2), (o[1].GeneralisationError, o[1].NoisyGeneralisationError));
    }
}
