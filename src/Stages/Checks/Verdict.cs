using System.Diagnostics;
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
