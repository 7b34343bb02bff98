using System.Globalization;
using Pipelines.Model.MeanFieldHinge;
using Pipelines.Model.MeanFieldHinge.Laws;
using Pipelines.Model.MeanFieldHinge.Theory;
using Pipelines.Stages.MeanFieldHinge;
using Pipelines.Tests;

namespace Pipelines.Stages.Tests.MeanFieldHinge;

/// <summary>The columns that experiment files reach, against independent 30-digit tables (tests/reference/hinge/README.md).</summary>
public sealed class HingeTheoryTableTests
{
    // The tables' stated tolerance.
    private const double Tolerance = 1e-9;

    private static HingeSettings Settings(HingeDatasetSettings dataset, int units, double rate, double scale = 1, double margin = 1) =>
        new(dataset, new(units), new(2000, rate, OutputScale: scale, Margin: margin), new(At: [1, 3, 5, 10, 30, 50, 100, 300, 1000]));

    private static HingeSettings Of(string set) => set switch
    {
        "fig1" => Settings(new HingeDatasetSettings.Gaussian(100, 100_000), 400, 1000),
        "sm2" => Settings(new HingeDatasetSettings.Gaussian(100, 100_000, 0, 0.01), 400, 1000),
        "gauss_mix" => Settings(new HingeDatasetSettings.Gaussian(30, 5000, 0, 0.05), 250, 50, 0.5, 2),
        "sphere10_mis" => Settings(new HingeDatasetSettings.Sphere(10, 3000, 0, 0.1), 200, 1500, 2, 0.5),
        "sphere3" => Settings(new HingeDatasetSettings.Sphere(3, 2000), 100, 200),
        _ => Settings(new HingeDatasetSettings.Ball(5, 4000, Radius: 3), 150, 300),
    };

    [Theory]
    [InlineData("fig1")]
    [InlineData("sm2")]
    [InlineData("gauss_mix")]
    [InlineData("sphere10_mis")]
    [InlineData("sphere3")]
    [InlineData("ball5")]
    public void Theory_follows_the_reference_in_both_conventions_of_mislabelling(string set)
    {
        var theory = Rows.Of(HingePoint.Only(Of(set), "theory"), "theory");
        Assert.True(Compare($"gamma_{set}.csv", _ => true, theory, new()
        {
            ["gamma"] = "clock",
            ["dgamma_dt"] = "clockRate",
            ["H"] = "satisfactionEdge",
            ["I_delta"] = "drive",
            ["fU_delta"] = "unsatisfiedFraction",
            ["J_delta"] = "noise",
            ["J_delta_over_sqrtN"] = "sampledNoise",
            ["population_loss"] = "loss",
            ["slope_f_over_xpar"] = "outputSlope",
            ["gamma_noiseless"] = "noiselessClock",
            ["I_delta_at_noiseless"] = "noiselessDrive",
            ["fU_delta_at_noiseless"] = "noiselessUnsatisfiedFraction",
        }) >= 4);
        for (var i = 0; i < theory.Count; i++)
        {
            var clock = theory.Number("clock", i);
            Assert.Equal(Math.Cosh(2 * clock), theory.Number("outerSquare", i), Tolerance * Math.Cosh(2 * clock));
            Assert.Equal(Math.Sinh(2 * clock), theory.Number("weightProduct", i), Tolerance * Math.Sinh(2 * clock));
            Assert.Equal(clock, theory.Number("steppedClock", i), 1e-10 * clock);
            if (set == "fig1") Assert.Equal(theory.Number("time", i), theory.Number("closedFormTime", i), 1e-10 * theory.Number("time", i));
        }
    }

    [Fact]
    public void Bands_by_either_spread_follow_the_reference() => Assert.Equal(9, Compare(
        "satisfaction_bands.csv", row => row["set"] == "fig1", Rows.Of(HingePoint.Only(Of("fig1"), "theory"), "finiteWidth"), new()
        {
            ["gamma_noiseless"] = "clock",
            ["x_center"] = "satisfactionEdge",
            ["x_plus_unsubtracted"] = "printedBandUpper",
            ["x_minus_unsubtracted"] = "printedBandLower",
            ["x_plus_subtracted"] = "bandUpper",
            ["x_minus_subtracted"] = "bandLower",
        }));

    [Theory]
    [InlineData(1.0)]
    [InlineData(1000.0)]
    public void Lazy_limit_follows_the_reference_at_any_output_scale(double scale)
    {
        var limits = Rows.Of(HingePoint.Only(Settings(new HingeDatasetSettings.Gaussian(100, 100), 400, 1e4, scale), "limits"), "limits");
        Assert.True(Compare("lazy.csv", row => row["set"] == "lazy100", limits, new()
        {
            ["gamma_tilde"] = "lazyScaledClock",
            ["dgamma_tilde_dt"] = "lazyClockRate",
            ["H"] = "lazyEdge",
            ["I"] = "lazyDrive",
            ["fU"] = "lazyUnsatisfiedFraction",
        }) >= 4);
        for (var i = 1; i < limits.Count; i++)
        {
            Assert.Equal(limits.Number("lazyScaledClock", i) / scale, limits.Number("lazyClock", i), 1e-15);
            // dz/dτ = 1 - exp(-1/z²) is the same curve: z = sqrt 2 g/(h sqrt d).
            Assert.Equal(limits.Number("lazyScaledClock", i), limits.Number("lazyReducedClock", i) * 10 / Math.Sqrt(2), 1e-9);
        }
    }

    [Fact]
    public void Rich_limit_is_near_the_clock_of_a_small_scale_and_absent_with_flipped_labels()
    {
        var rich = Rows.Of(HingePoint.Only(Settings(new HingeDatasetSettings.Gaussian(100, 100), 400, 1, 1e-3), "limits"), "limits");
        // The gap is of the order of the scale squared.
        for (var i = 1; i < rich.Count; i++) Assert.Equal(rich.Number("clock", i), rich.Number("richClock", i), 1e-5);
        var flipped = Rows.Of(HingePoint.Only(Of("sm2"), "limits"), "limits");
        Assert.All(Enumerable.Range(0, flipped.Count), i => Assert.Equal(double.NaN, flipped.Number("richClock", i)));
    }

    [Fact]
    public void Landmarks_follow_the_reference()
    {
        var clean = Rows.Of(HingePoint.Only(Of("ball5"), "theory"), "theorySummary");
        void Check(double expected, Rows rows, string column) => Assert.Equal(expected, rows.Number(column, 0), Tolerance * Math.Abs(expected));
        Check(0.46875, clean, "initialDrive");
        Check(0.3125, clean, "densityAtOrigin");
        Check(44.7213595499957939, clean, "lateConstant");
        Check(1.75342449731358849, clean, "crossingClock");
        Check(26.9043939284034824, clean, "crossingTime");
        // gamma_1 = asinh(2 h sqrt d/(alpha R))/2, where the linear phase ends.
        Check(Math.Asinh(2 * Math.Sqrt(5) / 3) / 2, clean, "firstSatisfiedClock");
        Check(Math.Asinh(2 * Math.Sqrt(5) / 3) / 2 / 0.419262745781210568, clean, "firstSatisfiedTime");
        Assert.InRange(clean.Number("clockDisagreement", 0), 0, 1e-10);
        var flipped = Rows.Of(HingePoint.Only(Of("sm2"), "theory"), "theorySummary");
        Check(2.81867126678065345, flipped, "stationaryClock");
        Check(0.1424947119, flipped, "stationaryEdge");
        Check(99.3873973080292514, flipped, "crossingTime");
        // In the supplement's convention the drive changes sign where the clock without mislabelling passes the same gamma*.
        var problem = new HingeProblem(new InputLaw.Gaussian(), 100, 400, 1000) { MislabelFraction = 0.01 };
        var stop = flipped.Number("noiselessStopTime", 0);
        var around = HingeTheory.SolveAtNoiselessClock(problem, [stop * (1 - 1e-6), stop * (1 + 1e-6)]);
        Assert.True(around[0].Drive > 0 && around[1].Drive < 0);
        var crossing = HingeClock.At(problem with { MislabelFraction = 0 }, [flipped.Number("noiselessCrossingTime", 0)]);
        Check(crossing[0], flipped, "crossingClock");
    }

    /// <summary>Compares at every step that both tables have.</summary>
    /// <returns>How many those were.</returns>
    private static int Compare(string file, Func<Dictionary<string, string>, bool> wanted, Rows ours, Dictionary<string, string> columns)
    {
        var lines = File.ReadAllLines(RepositoryFiles.Reference("hinge", file));
        var names = lines[0].Split(',');
        var compared = 0;
        foreach (var row in lines.Skip(1).Select(l => names.Zip(l.Split(',')).ToDictionary(c => c.First, c => c.Second)).Where(wanted))
        {
            var at = Enumerable.Range(0, ours.Count).FirstOrDefault(i => ours.Number("time", i) == Parse(row["t"]), -1);
            if (at < 0) continue;
            foreach (var (theirs, column) in columns)
            {
                var (expected, actual) = (Parse(row[theirs]), ours.Number(column, at));
                // Near gamma* the reference holds the rounding of 30 digits.
                Assert.True(
                    expected.Equals(actual) || Math.Abs(actual - expected) <= Math.Max(Tolerance * Math.Abs(expected), 1e-24),
                    FormattableString.Invariant($"{file}, t = {row["t"]}, {column}: expected {expected}, got {actual}"));
            }
            compared++;
        }
        return compared;
    }

    private static double Parse(string text) => text == "inf" ? double.PositiveInfinity : double.Parse(text, CultureInfo.InvariantCulture);
}
