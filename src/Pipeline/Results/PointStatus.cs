using System.Collections.Immutable;
using Pipelines.Pipeline.Composition;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Results;

/// <summary>What became of a point: complete, skipped, diverged, refused or failed, and why.</summary>
public sealed record PointStatus(string Word, string Cause)
{
    public const string Complete = "complete";
    public const string Skipped = "skipped";

    /// <summary>True when the point has every result that was asked of it, or was left out on purpose.</summary>
    public bool IsGood => Word is Complete or Skipped;

    public static PointStatus Of(PlannedPoint point, ImmutableDictionary<Digest, StageFailure> failures)
    {
        ArgumentNullException.ThrowIfNull(point);
        ArgumentNullException.ThrowIfNull(failures);
        return point.Plan.Match(
            ready: _ => point.Outputs.Select(o => failures.GetValueOrDefault(o.Key)).FirstOrDefault(f => f is not null) is { } failure
                ? new PointStatus(failure.Status, failure.Sentence)
                : new PointStatus(Complete, ""),
            skipped: s => new PointStatus(Skipped, s.Reason),
            refused: r => new PointStatus("refused", r.Message));
    }
}
