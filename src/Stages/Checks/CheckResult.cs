using Pipelines.Stages.Tables;

namespace Pipelines.Stages.Checks;

/// <summary>What a check measured on one point.</summary>
/// <param name="Name">The check.</param>
/// <param name="Measured">The number; NaN when there was nothing to measure, which never passes.</param>
/// <param name="AtLeast">Lower bound; -infinity when there is none.</param>
/// <param name="AtMost">Upper bound; +infinity when there is none.</param>
/// <param name="Rows">Rows that the window held.</param>
/// <param name="From">Start of the window.</param>
/// <param name="Until">End of the window.</param>
/// <param name="Problem">Why nothing was measured; empty otherwise.</param>
public sealed record CheckResult(
    string Name, double Measured, double AtLeast, double AtMost, int Rows, double From, double Until, string Problem)
{
    public bool Passed => Problem.Length == 0 && Measured >= AtLeast && Measured <= AtMost;

    /// <summary>One row per check of a point.</summary>
    public static RowTable<CheckResult> Table { get; } = new RowTable<CheckResult>(
        "checks", "What each check of the experiment file measured on each point.")
        .Text("check", r => r.Name, "Name of the check in the experiment file.")
        .Flag("passed", r => r.Passed, "The measured value lies within the bounds.")
        .Number("measured", r => r.Measured, "The measured value; NaN when there was nothing to measure.")
        .Number("atLeast", r => r.AtLeast, "Lower bound; -infinity when there is none.")
        .Number("atMost", r => r.AtMost, "Upper bound; infinity when there is none.")
        .Number("from", r => r.From, "Start of the window.", unit: "time")
        .Number("until", r => r.Until, "End of the window.", unit: "time")
        .Integer("rows", r => r.Rows, "Rows that the window held.")
        .Text("problem", r => r.Problem, "Why nothing was measured; empty otherwise.");
}
