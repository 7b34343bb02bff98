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
        .. Number(summaries, HingeTables.SummaryColumns.PositiveShare) is 0 or 1
            ? ["the training examples are of one class only: the theory is not applicable"]
            : Array.Empty<string>(),
        .. Number(summaries, HingeTables.SummaryColumns.RuleShare) is { } share and < LeastRuleShare
            ? [Contradiction(share)]
            : Array.Empty<string>(),
        .. Number(summaries, HingeTheoryTables.SummaryColumns.CrossingTime) == 0
            ? ["too few examples: their noise exceeds the drive from the start, and the theory may fail from the first step on"]
            : Array.Empty<string>(),
    ];

    private static string Contradiction(double share)
    {
        const string Consequence = "the theory, whose labels are sign(x_par), is indicative at best (for images, see dataset.removeMean)";
        return FormattableString.Invariant($"sign(x_par) is the label of only {100 * share:0} % of the training examples: {Consequence}");
    }

    private static double? Number<TRow>(TableSet summaries, TableColumn<TRow> column)
    {
        var values = summaries.Tables.Select(t => t.Find(column.Schema.Name)?.AsNumbers());
        return values.FirstOrDefault(v => v is not null) is [var value, ..] ? value : null;
    }
}

/// <summary>What the settings alone say about how far the theory may be trusted; <see cref="HingeNotes"/> says what only the numbers show.</summary>
internal static class HingeWarnings
{
    public static IEnumerable<string> Of(HingeSettings settings, bool closureIsExact)
    {
        if (!closureIsExact)
            yield return "The examples are given, so that E[x_perp | x_par] = 0 is not known to hold: the theory is indicative only.";
        if (settings.Network.InitialParameters is not null)
            yield return "The initial weights are given: the theory takes them as drawn with the widths of the settings; "
                + "comparison.ownClock starts from their own moments.";
        if (settings.Training.BatchSize < settings.Dataset.TrainingSamples)
            yield return "The theory is of full batches: minibatches add a noise that it does not know.";
        if (settings.Dataset.MislabelFraction > 0
            && Model.MeanFieldHinge.Data.Mislabelling.Count(settings.Dataset.TrainingSamples, settings.Dataset.MislabelFraction) == 0)
            yield return "The share of flipped labels is less than half an example: none is flipped, but the theory counts the share.";
    }
}
