using Pipelines.Model.MeanFieldHinge.Theory;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.MeanFieldHinge;

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
