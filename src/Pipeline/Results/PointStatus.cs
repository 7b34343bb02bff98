using Pipelines.Pipeline.Composition;
using Pipelines.Stages;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Results;

/// <summary>What became of a point: complete, skipped, diverged, refused, failed or unfinished, and why.</summary>
internal sealed record PointStatus(string Word, string Cause)
{
    public const string Complete = "complete";
    public const string Skipped = "skipped";
    public const string Unfinished = "unfinished";

    /// <summary>What of the table of points says what became of them.</summary>
    public static TableSchema Statuses { get; } = new(
        "points", "", [new("point", ColumnType.Integer, ""), new("status", ColumnType.Text, "")]);

    private static readonly PointStatus Whole = new(Complete, "");

    /// <summary>True when the point has every result that was asked of it, or was left out on purpose.</summary>
    public bool IsGood => IsGoodWord(Word);

    /// <summary>The same of the word alone, as tables have it.</summary>
    public static bool IsGoodWord(string word) => word is Complete or Skipped;

    public static PointStatus Of(PlannedPoint point, RunOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(point);
        ArgumentNullException.ThrowIfNull(outcome);
        if (point.Plan is PointPlan.Ready && outcome.Failures.IsEmpty && outcome.Unfinished.IsEmpty) return Whole;
        return point.Plan.Match(
            ready: _ => point.Outputs.Select(o => outcome.Failures.GetValueOrDefault(o.Key)).FirstOrDefault(f => f is not null) is { } failure
                ? new PointStatus(failure.Status, failure.Sentence)
                : !outcome.Unfinished.IsEmpty && point.Outputs.Any(o => outcome.Unfinished.Contains(o.Key))
                ? new PointStatus(Unfinished, "the run did not come to it")
                : Whole,
            skipped: s => new PointStatus(Skipped, s.Reason),
            refused: r => new PointStatus("refused", r.Message));
    }
}
