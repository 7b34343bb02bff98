using System.Diagnostics;
using Pipelines.Model.Numerics;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.Checks;

/// <summary>The judgement on one check at one set of parameters, over its replicates.</summary>
/// <param name="Point">The first point of the replicates, which stand for one set of swept parameters.</param>
/// <param name="Check">Name of the check.</param>
/// <param name="Replicates">Replicates that were due.</param>
/// <param name="Measurements">Different measurements among them: 1 where every replicate reads the same stored theory.</param>
/// <param name="Passed">Replicates that passed.</param>
/// <param name="Median">Median of everything that was measured, infinities included; NaN when one of it is NaN, or nothing was measured.</param>
public sealed record Verdict(long Point, string Check, int Replicates, int Measurements, int Passed, double Median)
{
    /// <summary>Fewer replicates give no verdict.</summary>
    public const int LeastReplicates = 5;

    /// <summary>Share of the replicates that must pass.</summary>
    public const double LeastShare = 0.8;

    /// <summary>Replicates in which something was measured, be it NaN; the others failed, or hold nothing that the check reads.</summary>
    public int Measured { get; init; } = Replicates;

    /// <summary>Why nothing was measured where nothing was; empty otherwise.</summary>
    public string Problem { get; init; } = "";

    /// <summary>False where the settings rule out that anything is measured, so that another run would not help.</summary>
    public bool IsPossible { get; init; } = true;

    /// <summary>A bound lies within the standard error of the median: other replicates might well be on its other side.</summary>
    public bool IsClose { get; init; }

    /// <summary>Whether a bound of a check lies within the standard error of the median of what was measured.</summary>
    /// <remarks>That of the median of n normal numbers is sqrt(pi/2) = 1.25 times that of their mean.</remarks>
    /// <param name="measured">One number a replicate; those that are not finite are left out.</param>
    /// <param name="check">The check.</param>
    public static bool AreClose(IEnumerable<double> measured, CheckSettings check)
    {
        ArgumentNullException.ThrowIfNull(check);
        double[] finite = [.. measured.Where(double.IsFinite)];
        if (finite.Length < 2) return false;
        var error = Math.Sqrt(Math.PI / 2) * SampleStatistics.MeanWithError(finite).StandardError;
        var median = SampleStatistics.Median(finite);
        return new[] { check.AtLeast, check.AtMost }.Any(bound => bound is { } edge && Math.Abs(median - edge) < error);
    }

    /// <summary>A replicate that was not measured has not passed; it decides nothing against the check either.</summary>
    public Outcome Outcome =>
        Measured == 0 && Problem.Length > 0 ? Outcome.NotMeasured
        : Replicates < LeastReplicates ? Outcome.TooFewReplicates
        : Passed >= LeastShare * Replicates ? Outcome.Pass
        : Passed + Replicates - Measured < LeastShare * Replicates ? Outcome.Fail
        : Outcome.NotMeasured;

    /// <summary>One row per check and set of swept parameters.</summary>
    public static RowTable<Verdict> Table { get; } = new RowTable<Verdict>(
        "verdicts", "The judgement on each check over the replicates of each set of swept parameters.")
        .Integer("point", v => v.Point, "The first of the points that differ in the replicate alone.")
        .Text("check", v => v.Check, "Name of the check in the experiment file.")
        .Text("verdict", v => v.Outcome.Word(), "pass, fail, too few replicates (below 5), or not measured: in too many replicates to tell.")
        .Integer("replicates", v => v.Replicates, "Replicates that were due.")
        .Integer(
            "measurements", v => v.Measurements,
            "Different measurements among them: 1 where every replicate reads the same result, such as one theory.")
        .Integer("measured", v => v.Measured, "Replicates in which something was measured; the others failed, or hold nothing that the check reads.")
        .Integer("passed", v => v.Passed, "Replicates that passed; at least 80 % must.")
        .Number(
            "median", v => v.Median,
            "Median of everything that was measured, infinities included; NaN when one of it is NaN, or where measured is 0.")
        .Text("problem", v => v.Problem, "Why nothing was measured where nothing was; empty otherwise.");
}

/// <summary>A number that a check makes of several points of a replicate, and holds against its bounds.</summary>
/// <param name="Check">Name of the check.</param>
/// <param name="Passed">The number lies within the bounds.</param>
/// <param name="Value">The number; NaN where it cannot be made.</param>
/// <param name="AtLeast">Lower bound; -infinity when there is none.</param>
/// <param name="AtMost">Upper bound; infinity when there is none.</param>
/// <param name="Points">Points that it is made of.</param>
/// <param name="Reference">The first of those that it is relative to; -1 where it is relative to none.</param>
/// <param name="Problem">Why there is none; empty otherwise.</param>
public sealed record JudgedNumber(
    string Check, bool Passed, double Value, double AtLeast, double AtMost, int Points, long Reference, string Problem)
{
    /// <summary>One row per number.</summary>
    public static RowTable<JudgedNumber> Table { get; } = new RowTable<JudgedNumber>(
        "judged",
        "What checks with against or relativeTo are held against: the number that each makes of several points, in each replicate. In front "
            + "stands the first of these points.")
        .Text("check", n => n.Check, "Name of the check in the experiment file.")
        .Flag("passed", n => n.Passed, "The number lies within the bounds.")
        .Number("number", n => n.Value, "The trend, or the ratio to what was measured at the reference; NaN where it cannot be made.")
        .Number("atLeast", n => n.AtLeast, "Lower bound; -infinity when there is none.")
        .Number("atMost", n => n.AtMost, "Upper bound; infinity when there is none.")
        .Integer("points", n => n.Points, "Points that it is made of.")
        .Integer("reference", n => n.Reference, "The first of the points that it is relative to; -1 where it is relative to none.")
        .Text("problem", n => n.Problem, "Why there is no number; empty otherwise.");
}

/// <summary>The judgements.</summary>
public enum Outcome
{
    Pass,
    Fail,
    TooFewReplicates,

    /// <summary>So many replicates have no measurement that it is open whether enough would pass.</summary>
    NotMeasured,
}

/// <summary>Words for judgements.</summary>
public static class OutcomeWords
{
    public static string Word(this Outcome judgement) => judgement switch
    {
        Outcome.Pass => "pass",
        Outcome.Fail => "fail",
        Outcome.TooFewReplicates => "too few replicates",
        Outcome.NotMeasured => "not measured",
        _ => throw new UnreachableException(),
    };
}
