using System.Collections.Immutable;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.MeanFieldHinge;

/// <summary>What the numbers of a point say about holding it against the theory.</summary>
internal static class HingeNotes
{
    /// <summary>Halfway between a reference direction that makes the labels and one that knows nothing of them.</summary>
    private const double LeastRuleShare = 0.75;

    public static ImmutableArray<string> Of(TableSet summaries) =>
    [
        .. Number(summaries, "positiveShare") is 0 or 1
            ? ["the training examples are of one class only: the theory is not applicable"]
            : Array.Empty<string>(),
        .. Number(summaries, "ruleShare") is { } share and < LeastRuleShare
            ? [FormattableString.Invariant($"sign(x_par) is the label of only {100 * share:0} % of the training examples: the theory, whose labels are sign(x_par), is indicative at best (for images, see dataset.removeMean)")]
            : Array.Empty<string>(),
        .. Number(summaries, "crossingTime") == 0
            ? ["too few examples: their noise exceeds the drive from the start, and the theory may fail from the first step on"]
            : Array.Empty<string>(),
    ];

    private static double? Number(TableSet summaries, string column) =>
        summaries.Tables.Select(t => t.Find(column)?.AsNumbers()).FirstOrDefault(c => c is not null) is [var value, ..] ? value : null;
}
