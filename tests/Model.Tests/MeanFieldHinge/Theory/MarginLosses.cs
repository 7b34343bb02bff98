using System.Collections.Immutable;
using Pipelines.Model.MeanFieldHinge;
using Pipelines.Model.MeanFieldHinge.Laws;
using Pipelines.Model.MeanFieldHinge.Losses;
using Pipelines.Model.MeanFieldHinge.Theory;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.Tests.MeanFieldHinge.Theory;

/// <summary>Losses other than the linear hinge, against tables that margin_losses.py made of the specification alone.</summary>
public class MarginLosses
{
    private static readonly MarginLoss.Custom OwnLogistic = new("own", u => Elementary.Log1p(Elementary.Exp(-u)), u => -1 / (1 + Elementary.Exp(u)));

    [Fact]
    public void Clocks_averages_and_recursions_hold_their_digits()
    {
        var table = ReferenceTable.Read("margin_losses.csv");
        var failures = new List<string>();
        foreach (var rows in table.Rows.GroupBy(r => (Problem: string.Join(',', [.. r[..2], .. r[3..11]]), Curve: r[2])))
        {
            var problem = Problem(table, rows.First());
            ImmutableArray<double> times = [.. rows.Select(r => table.Number(r, "t"))];
            void Check(string[] row, string column, double actual, double tolerance = 1e-10)
            {
                if (Near.Are(table.Number(row, column), actual, tolerance)) return;
                var at = string.Join(',', row[..8]);
                failures.Add(FormattableString.Invariant($"{at}, {table.Text(row, "clock")}, {column}: {table.Text(row, column)}, got {actual:r}"));
            }
            void CheckAll(string column, ImmutableArray<double> actual)
            {
                foreach (var (row, value) in rows.Zip(actual)) Check(row, column, value);
            }
            if (rows.Key.Curve == "lazy") CheckAll("clock", LazyClock.At(problem, times));
            if (rows.Key.Curve == "rich") CheckAll("clock", RichLimit.At(problem, times));
            if (rows.Key.Curve != "full") continue;
            CheckAll("clock", HingeClock.At(problem, times));
            CheckAll("clock", [.. HingeClock.Solve(problem, new HingeMethod.RungeKutta(), times).Select(s => s.Clock)]);
            foreach (var (row, o) in rows.Zip(HingeTheory.Solve(problem, times)))
            {
                Check(row, "rate", o.ClockRate, 1e-9);
                Check(row, "H", o.SatisfactionEdge, 1e-9);
                Check(row, "I_clean", o.CleanDrive, 1e-9);
                Check(row, "I_delta", o.Drive, 1e-9);
                Check(row, "J_delta", o.Noise, 1e-9);
                Check(row, "population_loss", o.PopulationLoss, 1e-9);
            }
            var first = rows.First();
            Check(first, "H_star", HingeClock.StationaryEdge(problem));
            if (!double.IsNaN(table.Number(first, "gamma_star"))) Check(first, "gamma_star", HingeClock.StationaryClock(problem));
            // Steps beyond stability have no number.
            if (double.IsNaN(table.Number(first, "P"))) continue;
            var last = DiscreteClock.Solve(problem, [(long)table.Number(first, "steps")])[0];
            Check(first, "P", last.Growth);
            Check(first, "Q", last.Decay);
        }
        Assert.True(failures.Count == 0, $"{failures.Count}:\n" + string.Join('\n', failures));
    }

    [Fact]
    public void A_loss_of_ones_own_has_the_clock_of_the_function_that_it_is()
    {
        var sphere = new HingeProblem(new InputLaw.Sphere(3), 5, 10, 20) { MislabelFraction = 0.1, TrainingSamples = 50 };
        var problem = sphere with { Loss = new MarginLoss.Logistic() };
        double[] times = [0.5, 5, 50, 500];
        var (built, own) = (HingeTheory.Solve(problem, [.. times]), HingeTheory.Solve(problem with { Loss = OwnLogistic }, [.. times]));
        foreach (var (expected, actual) in built.Zip(own))
        {
            Near.Assert(expected.Clock, actual.Clock, 1e-11, "clock");
            Near.Assert(expected.PopulationLoss, actual.PopulationLoss, 1e-11, "loss");
            Near.Assert(expected.Noise, actual.Noise, 1e-11, "noise");
        }
        var clean = problem with { MislabelFraction = 0 };
        Near.Assert(LargeTime.Constant(clean), LargeTime.Constant(clean with { Loss = OwnLogistic }), 1e-12, "B");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(10_000)]
    public void Late_clocks_follow_the_law_of_their_loss(int dimension)
    {
        foreach (var loss in (MarginLoss[])[new MarginLoss.SquaredHinge(), new MarginLoss.Logistic(), new MarginLoss.Exponential(), OwnLogistic])
        {
            // The clock is (ln B t)/4 where the drive has the density at 0, and (ln ln t)/2 where no input is near the plane.
            var problem = new HingeProblem(new InputLaw.Sphere(1), dimension, 1, 1) { OutputScale = 1e-3, Loss = loss };
            var late = HingeClock.At(problem, [1e200])[0];
            if (dimension > 1) Near.Assert(LargeTime.Clock(problem, [1e200])[0], late, 1e-6, "late clock");
            else if (loss is MarginLoss.SquaredHinge) Near.Assert(SatisfactionTime.Clock(problem, 1), late, 1e-12, "where the hinge ends");
            // x/H = ln(t) + ln ln(t) + ... with t in units of 1/(C x_1 κ/...): a tenth of it at 200 decades.
            else Near.Assert(Elementary.Asinh(2000 * Elementary.Log(1e200)) / 2, late, 1e-2, "clock of a logarithm of a logarithm");
            Assert.True(double.IsFinite(HingeClock.At(problem with { OutputScale = 1e6 }, [1])[0]));
        }
    }

    [Fact]
    public void Infinitely_strong_flipped_examples_are_refused()
    {
        var problem = new HingeProblem(new InputLaw.StudentT(5), 3, 1, 1) { Loss = new MarginLoss.Exponential() };
        Assert.True(double.IsPositiveInfinity(HingeClock.StationaryClock(problem)));
        var refused = Assert.Throws<ArgumentException>(() => HingeClock.StationaryClock(problem with { MislabelFraction = 0.01 }));
        Assert.Contains("force of the flipped examples is infinite", refused.Message, StringComparison.Ordinal);
        var squared = problem with { Loss = new MarginLoss.SquaredHinge(), MislabelFraction = 0.01 };
        Assert.True(HingeClock.StationaryClock(squared) > 0);
        Assert.Throws<ArgumentException>(() => HingeClock.StationaryClock(squared with { Law = new InputLaw.StudentT(1.9) }));
    }

    /// <summary>ψ = (1 + u)^-p beyond 0: Λ = 1/((p - 1)(p - 2)), however slowly its integral converges, and none from p = 2 on.</summary>
    [Theory]
    [InlineData(5)]
    [InlineData(3.5)]
    [InlineData(3)]
    [InlineData(2.5)]
    [InlineData(2.1)]
    [InlineData(2.01)]
    [InlineData(2)]
    [InlineData(1.5)]
    public void A_loss_of_heavy_tail_has_the_late_law_of_its_moment(double power)
    {
        var heavy = new MarginLoss.Custom(
            "heavy", u => u < 0 ? (1 / (power - 1)) - u : Math.Pow(1 + u, 1 - power) / (power - 1), u => u < 0 ? -1 : -Math.Pow(1 + u, -power));
        var problem = new HingeProblem(new InputLaw.Gaussian(), 5, 2, 10);
        var share = LargeTime.Constant(problem with { Loss = heavy }) / LargeTime.Constant(problem) / 2;
        if (power > 2) Near.Assert(1 / ((power - 1) * (power - 2)), share, 1e-6, "moment");
        else Assert.True(double.IsNaN(share));
    }

    [Fact]
    public void A_tail_that_is_no_power_has_no_late_law_rather_than_a_wrong_one()
    {
        // ψ ~ 1/(u ln u)²: the integral of u ψ is finite and converges like 1/ln u.
        static double Value(double u) => 1 / ((2 + u) * Math.Pow(Math.Log(2 + u), 2));
        static double Slope(double u) => -(Math.Log(2 + u) + 2) / (Math.Pow(2 + u, 2) * Math.Pow(Math.Log(2 + u), 3));
        var slow = new MarginLoss.Custom("slow", u => u < 0 ? Value(0) + (u * Slope(0)) : Value(u), u => Slope(Math.Max(u, 0)));
        Assert.True(double.IsNaN(LargeTime.Constant(new HingeProblem(new InputLaw.Gaussian(), 5, 2, 10) { Loss = slow })));
    }

    [Fact]
    public void A_loss_that_is_none_is_refused_with_what_was_found()
    {
        static void Refused(string expected, Func<double, double> value, Func<double, double> slope, bool hasMargin = false)
        {
            var loss = new MarginLoss.Custom("mine", value, slope, hasMargin);
            Assert.Contains(expected, loss.Flaw, StringComparison.Ordinal);
            var refused = Assert.Throws<ArgumentException>(() => new HingeProblem(new InputLaw.Gaussian(), 2, 1, 1) { Loss = loss });
            Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        }
        Refused("'mine' rises at u = 1.25: its slope there is 0.25", u => (u - 1) * (u - 1) / 2, u => u - 1);
        Refused("is NaN at u = -30", u => u < 0 ? double.NaN : 1 / (1 + u), u => -1 / (1 + u) / (1 + u));
        Refused("has the slope NaN at u = 2", Math.Exp, u => u == 2 ? double.NaN : -1);
        Refused("is -1 at u = 0", u => -u - 1, u => -1);
        Refused("has the slope 0 at u = 0", u => Math.Max(0, -u) + 1, u => u < 0 ? -1 : 0);
        Refused("disagree: from u = -30 to -29.75 it changes by -0.5, the integral of its slope is -0.25", u => 100 - (2 * u), u => -1);
        Refused("disagree: from u = 0.5 to 0.75 it changes by -1.25", u => u < 0.6 ? 40 - u : 39 - u, u => -1);
        Refused("is said to end at u = 1, but at u = 1 it is 0.", u => Math.Exp(-u), u => -Math.Exp(-u), hasMargin: true);
        // As one writes it, with the digits of 1 + e^-u.
        Assert.Null(new MarginLoss.Custom("logistic", u => Math.Log(1 + Math.Exp(-u)), u => -1 / (1 + Math.Exp(u))).Flaw);
        Assert.Null(new MarginLoss.Custom("hinge", u => Math.Max(0, 1 - u), u => u < 1 ? -1 : 0, HasMargin: true).Flaw);
        Assert.Null(OwnLogistic.Flaw);
        Assert.Throws<ArgumentException>(() => OwnLogistic with { Kinks = [double.NaN] });
    }

    [Fact]
    public void Values_are_finite_or_the_limits_whatever_the_margin()
    {
        double[] margins = [0, 1, -1, 745, -745, 1e5, -1e5, 1e308, double.PositiveInfinity, -1e308, 5e-324];
        MarginLoss[] losses = [new MarginLoss.LinearHinge(), new MarginLoss.SquaredHinge(), new MarginLoss.Logistic(), new MarginLoss.Exponential()];
        foreach (var loss in losses)
        {
            var function = MarginFunction.Of(loss);
            var (values, forces) = (new double[margins.Length], new double[margins.Length]);
            function.EvaluateInto(margins, 1, values, forces);
            for (var i = 0; i < margins.Length; i++)
            {
                Assert.False(double.IsNaN(values[i]) || double.IsNaN(forces[i]) || values[i] < 0 || forces[i] < 0, $"{loss} at {margins[i]}");
                // A lane has the bits of the number alone.
                Assert.Equal(function.Value(margins[i]), values[i]);
                Assert.Equal(function.Force(margins[i]), forces[i]);
            }
            function.EvaluateInto([double.NaN], 1, values.AsSpan(0, 1), forces.AsSpan(0, 1));
            Assert.True(double.IsNaN(values[0]));
            Assert.NotEqual(0, forces[0]);
        }
    }

    [Fact]
    public void Drops_of_the_force_keep_their_digits()
    {
        foreach (var loss in (MarginLoss[])[new MarginLoss.SquaredHinge(), new MarginLoss.Logistic(), new MarginLoss.Exponential(), OwnLogistic])
        {
            var function = MarginFunction.Of(loss);
            foreach (var u in (double[])[-3, -0.2, 0, 0.4, 0.99, 5])
            {
                foreach (var step in (double[])[0.3, 2, 40])
                    Near.Assert(function.Force(u) - function.Force(u + step), function.Drop(u, step), 1e-12, "drop", 1e-15);
                var slope = (function.Force(u - 1e-4) - function.Force(u + 1e-4)) / 2e-4;
                Near.Assert(slope * 1e-20, function.Drop(u, 1e-20), 1e-4, $"slope of {loss} at {u}", 1e-30);
            }
        }
    }

    /// <summary>ψ is 1 up to u = ½ and falls to 0 at 1: of flipped examples it is 1, so that their drive is the one at the start.</summary>
    [Theory]
    [InlineData(0.3)]
    [InlineData(0.05)]
    public void Flipped_examples_are_right_where_the_force_of_a_loss_is_flat(double mislabelFraction)
    {
        var smoothed = new MarginLoss.Custom(
            "smoothed", u => u < 0.5 ? 0.75 - u : u < 1 ? (1 - u) * (1 - u) : 0, u => u < 0.5 ? -1 : u < 1 ? -2 * (1 - u) : 0, HasMargin: true)
        {
            Kinks = [0.5],
        };
        ImmutableArray<double> times = [0.5, 5, 10, 100];
        foreach (var law in (InputLaw[])[new InputLaw.Gaussian(), new InputLaw.Sphere(1), new InputLaw.Ball(2), new InputLaw.StudentT(3)])
        {
            var clean = new HingeProblem(law, 5, 2, 10) { OutputScale = 0.5, Loss = smoothed };
            var flipped = clean with { MislabelFraction = mislabelFraction };
            var start = HingeTheory.Solve(clean, [0])[0].CleanDrive;
            var still = HingeClock.StationaryClock(flipped);
            foreach (var (o, clock) in HingeTheory.Solve(flipped, times).Zip(HingeClock.Solve(flipped, new HingeMethod.RungeKutta(), times)))
            {
                Near.Assert(((1 - mislabelFraction) * o.CleanDrive) - (mislabelFraction * start), o.Drive, 1e-9, $"drive of {law}", 1e-10 * start);
                Near.Assert(clock.Clock, o.Clock, 1e-8, $"clock of {law}");
                Assert.InRange(o.Clock, 0, still * (1 + 1e-12));
            }
            Near.Assert(still, HingeClock.At(flipped, [1e12])[0], 1e-9, "where it rests");
        }
    }

    /// <summary>With heavy tails the noise is infinite while every example pulls, and finite where the force falls with |x|.</summary>
    [Theory]
    [InlineData(1.5)]
    [InlineData(1.9)]
    public void The_noise_of_heavy_tails_is_finite_where_the_force_falls(double degreesOfFreedom)
    {
        var problem = new HingeProblem(new InputLaw.StudentT(degreesOfFreedom), 4, 1, 1) { Loss = new MarginLoss.Logistic() };
        var (start, later) = HingeTheory.Solve(problem, [0, 5]) switch { var both => (both[0], both[1]) };
        Assert.True(double.IsPositiveInfinity(start.Noise));
        // Given x_par, the other three components have the variance (nu + x_par^2)/(nu - 1) each.
        var nu = degreesOfFreedom;
        var density = new MathNet.Numerics.Distributions.StudentT(0, 1, nu);
        double Integrand(double s)
        {
            var x = Math.Sinh(s);
            var force = 1 / (1 + Math.Exp(x / later.SatisfactionEdge));
            return Math.Cosh(s) * density.Density(x) * force * force * 3 * (nu + (x * x)) / (nu - 1);
        }
        var square = 2 * MathNet.Numerics.Integration.GaussLegendreRule.Integrate(Integrand, 0, 12, 400) / 2;
        Near.Assert(Math.Sqrt(square), later.Noise, 1e-9, "noise");
    }

    private static HingeProblem Problem(ReferenceTable table, string[] row)
    {
        var (law, dimension) = table.Text(row, "law") == "samples"
            ? (new InputLaw.Samples(DenseVector<double>.Copy([0.5, -1.25, 2, 0.75]), DenseVector<double>.Copy([1, 1.5, 2.5, 3])), 6)
            : ReferenceSets.Law(table.Text(row, "law"));
        return new(law, dimension, 1, table.Number(row, "beta"))
        {
            OutputScale = table.Number(row, "alpha"),
            Margin = table.Number(row, "h"),
            MislabelFraction = table.Number(row, "delta"),
            OuterWidth = table.Number(row, "outer"),
            InnerWidth = table.Number(row, "inner"),
            TrainingSamples = (int)table.Number(row, "N"),
            Loss = table.Text(row, "loss") switch
            {
                "squared-hinge" => new MarginLoss.SquaredHinge(),
                "logistic" => new MarginLoss.Logistic(),
                _ => new MarginLoss.Exponential(),
            },
        };
    }

    /// <summary>Of some forty million calls nearly all went to parts of averages that add nothing, and to an approach to γ* cut into eighty
    /// panels.</summary>
    [Theory]
    [InlineData(0, 300_000)]
    [InlineData(0.243, 4_000_000)]
    public void A_clock_takes_few_calls_of_a_loss(double mislabelFraction, int most)
    {
        var calls = 0;
        var squared = new MarginLoss.Custom("counted", u => u < 1 ? (1 - u) * (1 - u) / 2 : 0, Slope, HasMargin: true);
        var problem = new HingeProblem(new InputLaw.Gaussian(), 1429, 22, 380)
        {
            MislabelFraction = mislabelFraction,
            OutputScale = 0.1,
            Margin = 3.97,
            Loss = squared,
        };
        ImmutableArray<double> times = [1, 2, 5, 10, 20, 50, 100, 200];
        calls = 0;
        var clocks = HingeClock.At(problem, times);
        Assert.InRange(calls, 1, most);
        Assert.Equal(HingeClock.At(problem with { Loss = new MarginLoss.SquaredHinge() }, times), clocks, (a, b) => Math.Abs(a - b) <= 1e-11 * a);

        double Slope(double u)
        {
            calls++;
            return u < 1 ? -(1 - u) : 0;
        }
    }
}
