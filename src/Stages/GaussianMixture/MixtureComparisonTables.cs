using System.Collections.Immutable;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>The tables in which simulations meet the theory.</summary>
internal static class MixtureComparisonTables
{
    /// <summary>One recorded step: one deviation per quantity.</summary>
    internal sealed record Row(long Step, double Time, ImmutableArray<AcceptanceCriterion.Deviation> Deviations);

    /// <summary>One row per recorded step.</summary>
    public static RowTable<Row> Comparison { get; } = MixtureQuantity.All.Select((q, i) => (q, i)).Aggregate(
        new RowTable<Row>("comparison", "Mean over simulations minus theory at each recorded step, next to what is allowed.")
            .Integer("step", r => r.Step, "Steps of descent.")
            .Number("time", r => r.Time, "t = learningRate * step.", "time"),
        (table, c) => table
            .Number($"{c.q.Name}Difference", r => r.Deviations[c.i].Difference, $"Simulation minus theory. {c.q.Summary}")
            .Number($"{c.q.Name}CombinedError", r => r.Deviations[c.i].StandardError, "s: standard errors of both, in quadrature.")
            .Number($"{c.q.Name}Allowed", r => r.Deviations[c.i].Allowed, "3 s + f, f the floor of this observable.")
            .Number($"{c.q.Name}Excess", r => r.Deviations[c.i].Excess, "|difference| over 5 s + 2.5 f."));

    /// <summary>One row per point: the criterion over the window.</summary>
    public static RowTable<ImmutableArray<AcceptanceCriterion.Judgement>> Summary { get; } = MixtureQuantity.All.Select((q, i) => (q, i)).Aggregate(
        new RowTable<ImmutableArray<AcceptanceCriterion.Judgement>>(
            "comparisonSummary",
            "The acceptance criterion over the recorded steps from 1 on, within the window of the comparison section: "
                + "met when withinShare is at least 0.95 and worstExcess at most 1.",
            isSummary: true)
            .Number(
                "withinShare", j => Worst(j.Select(x => x.WithinShare), Math.Min),
                "Share of the steps with |difference| within 3 s + f, of the worst observable.")
            .Number(
                "worstExcess", j => Worst(j.Select(x => x.WorstExcess), Math.Max),
                "Largest |difference| over 5 s + 2.5 f, of the worst observable."),
        (table, c) => table
            .Number($"{c.q.Name}WithinShare", j => j[c.i].WithinShare, "The same of this observable.")
            .Number($"{c.q.Name}WorstExcess", j => j[c.i].WorstExcess, "The same of this observable."));

    /// <summary>NaN as soon as one value is: what is not known is not passed.</summary>
    private static double Worst(IEnumerable<double> values, Func<double, double, double> worse) => values.Aggregate(worse);
}
