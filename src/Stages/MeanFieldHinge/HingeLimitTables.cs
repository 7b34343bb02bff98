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
