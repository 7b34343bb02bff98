using Pipelines.Model.MeanFieldHinge.Theory;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.MeanFieldHinge;

/// <summary>The two ends of the output scale alpha next to the theory at its own scale.</summary>
internal static class HingeLimitTables
{
    private const string Paper = "Pellegrini & Biroli 2020";
    private const string Derived = "derived in MeanFieldHinge/README.md";

    /// <summary>The limits at one step.</summary>
    /// <param name="Clock">γ at the experiment's own output scale.</param>
    /// <param name="Scale">α.</param>
    /// <param name="Lazy">α → ∞ with g = αγ.</param>
    /// <param name="LazyLateClock">Asymptote of g.</param>
    /// <param name="ReducedTime">τ.</param>
    /// <param name="ReducedClock">z(τ).</param>
    /// <param name="RichClock">α → 0.</param>
    internal sealed record Row(
        double Clock, double Scale, LazyObservables Lazy, double LazyLateClock, double ReducedTime, double ReducedClock, double RichClock);

    /// <summary>Columns of <see cref="Limits"/> that other stages read.</summary>
    internal static class LimitsColumns
    {
        public static TableColumn<Row> LazyScaledClock { get; } = TableColumn.Number<Row>(
            "lazyScaledClock", r => r.Lazy.Clock, "g itself, which does not depend on alpha.", "", $"{Paper}, eqs. 15, 16");
    }

    /// <summary>One row per recorded step.</summary>
    public static RowTable<Row> Limits { get; } =
        new RowTable<Row>("limits", "The lazy and the rich limit at the recorded steps, in the units of the experiment's own output scale.")
            .Integer("step", r => (long)r.Lazy.Time, "Gradient-descent steps.")
            .Number("time", r => r.Lazy.Time, "Time: one step is one unit.", "gradient-descent steps")
            .Number("clock", r => r.Clock, "gamma at the experiment's own output scale.", "", $"{Paper}, eq. 13")
            .Number(
                "lazyClock", r => r.Lazy.Clock / r.Scale, "g / alpha, to which gamma tends for large alpha up to a share of order gamma^2.", "",
                $"{Paper}, eqs. 15, 16")
            .Column(LimitsColumns.LazyScaledClock)
            .Number("lazyClockRate", r => r.Lazy.ClockRate, "dg/dt.", "per step", $"{Paper}, eq. 15")
            .Number("lazyEdge", r => r.Lazy.SatisfactionEdge, "H = h sqrt d / g.", "input units", $"{Paper}, eq. 16")
            .Number("lazyDrive", r => r.Lazy.Drive, "I in the lazy limit.", "input units", $"{Paper}, eq. 15")
            .Number("lazyUnsatisfiedFraction", r => r.Lazy.UnsatisfiedFraction, "Share of examples inside the margin in the lazy limit.", "", Derived)
            .Number("lazyOutputSlope", r => r.Lazy.ScaledOutputSlope / r.Scale, "s in f(x) = s x_par.", "per input unit", $"{Paper}, eq. 16")
            .Number(
                "lazyLateClock", r => r.LazyLateClock / r.Scale,
                "Power law of g / alpha at large times, t^(1/3) with known factor; NaN where learning stops.", "", Derived)
            .Number(
                "lazyReducedTime", r => r.ReducedTime,
                "tau = sqrt 2 A t / (h sqrt d): one curve for every lazy clock of Gaussian inputs.", "", Derived)
            .Number(
                "lazyReducedClock", r => r.ReducedClock,
                "z = sqrt 2 g / (h sqrt d), from dz/dtau = 1 - exp(-1/z^2); NaN for other laws and flipped labels.", "", Derived)
            .Number("richClock", r => r.RichClock, "gamma for small alpha; NaN for flipped labels and laws without a density.", "", Derived);
}

/// <summary>What finite width does, by the printed formulas and by those for the output from which the initial one is subtracted.</summary>
internal static class HingeSpreadTables
{
    private const string Paper = "Pellegrini & Biroli 2020";
    private const string Derived = "derived in MeanFieldHinge/README.md";

    /// <summary>Finite width at one step.</summary>
    internal sealed record Row(
        long Step, double Clock, double Printed, double Subtracted, SatisfactionBand PrintedBand, SatisfactionBand SubtractedBand);

    /// <summary>The spread at one step for examples of one projection and their typical length.</summary>
    internal sealed record Example(
        long Step, double Projection, double Length, double Mean, double Printed, double Subtracted);

    /// <summary>One row per recorded step.</summary>
    public static RowTable<Row> Width { get; } =
        new RowTable<Row>(
            "finiteWidth",
            "Spread of the output over initial weights, and the bands of satisfied examples that follow; no rows unless both initial widths are 1.")
            .Integer("step", r => r.Step, "Gradient-descent steps.")
            .Number("time", r => r.Step, "Time: one step is one unit.", "gradient-descent steps")
            .Number("clock", r => r.Clock, "Clock of gradient flow, gamma.", "", $"{Paper}, eq. 13")
            .Number(
                "outputSpread", r => r.Subtracted,
                "Spread of f - f_0 for M hidden units, rms over inputs: what trajectory.outputScatter measures.", "", Derived)
            .Number(
                "printedOutputSpread", r => r.Printed, "The same of f itself, as printed: too large by far at early times.", "", $"{Paper}, SM 17-19")
            .Number("satisfactionEdge", r => r.SubtractedBand.Centre, "H, the centre of both bands.", "input units", $"{Paper}, eq. 12")
            .Number(
                "bandLower", r => Math.Max(0, r.SubtractedBand.Lower),
                "|x_par| at which mean plus spread of f - f_0 meets the margin; 0 where the band reaches the origin.", "input units", Derived)
            .Number(
                "bandUpper", r => r.SubtractedBand.Upper,
                "|x_par| at which mean minus spread meets it; infinite where the band has no end.", "input units", Derived)
            .Number(
                "printedBandLower", r => Math.Max(0, r.PrintedBand.Lower), "Lower edge with the printed spread.", "input units", $"{Paper}, SM 20")
            .Number("printedBandUpper", r => r.PrintedBand.Upper, "Upper edge with the printed spread.", "input units", $"{Paper}, SM 20");

    /// <summary>One row per recorded step and projection.</summary>
    public static RowTable<Example> Spread { get; } =
        new RowTable<Example>(
            "outputSpread",
            "Mean and spread of the output by the projection of the example: 0, 1, 2 and 4 times the mean |x_par|; "
                + "no rows unless both initial widths are 1.")
            .Integer("step", r => r.Step, "Gradient-descent steps.")
            .Number("time", r => r.Step, "Time: one step is one unit.", "gradient-descent steps")
            .Number("projection", r => r.Projection, "x_par.", "input units")
            .Number("length", r => r.Length, "|x|: the root of x_par^2 and the mean |x_perp|^2.", "input units")
            .Number("meanOutput", r => r.Mean, "Mean of f - f_0, s x_par.", "", $"{Paper}, eq. 11")
            .Number("spread", r => r.Subtracted, "Spread of f - f_0 for M hidden units.", "", Derived)
            .Number("printedSpread", r => r.Printed, "Spread of f for M hidden units: sigma_f / sqrt M.", "", $"{Paper}, SM 17-19");
}
