using System.Collections.Immutable;
using Pipelines.Model;
using Pipelines.Model.GaussianMixture;
using Pipelines.Model.GaussianMixture.Dmft;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>Holds the averaged simulations against the theory by <see cref="AcceptanceCriterion"/>.</summary>
internal static class MixtureComparisonStage
{
    public static StageIdentity Stage { get; } = new("mixture-comparison", 2, StageRole.Comparison);

    [WrittenAs("MixtureComparisonStage.Settings")]
    private sealed class Reads(MixtureSettings settings, TableNode ensemble, TableNode theory)
    {
        /// <summary>Overlaps are compared by magnitude.</summary>
        [WrittenAs("FoldsSign")] public bool FoldsSign { get; } = settings.Network is MixtureNetworkSettings.Door;

        /// <summary>Times that count.</summary>
        [WrittenAs("Window")] public MixtureComparisonSettings Window { get; } = settings.Comparison;

        public TableNode Ensemble { get; } = ensemble;

        public TableNode Theory { get; } = theory;
    }

    public static TableNode Node(MixtureSettings settings, TableNode ensemble, TableNode theory) => TableNode.Of(
        Stage, new Reads(settings, ensemble, theory), [ensemble, theory], Cost.None,
        [MixtureComparisonTables.Comparison.Schema, MixtureComparisonTables.Summary.Schema],
        static (reads, inputs) => StageRun.Once(_ =>
            Compare(reads, MixtureTables.Ensemble.In(inputs.Get(reads.Ensemble)), MixtureTheoryTables.Theory.In(inputs.Get(reads.Theory)))));

    private static ImmutableArray<Table> Compare(Reads settings, Rows<MixtureTables.Averaged> ensemble, Rows<DmftPoint> theory)
    {
        var quantities = MixtureQuantity.All.Select(q => Compare(settings, q, ensemble, theory)).ToImmutableArray();
        var rows = Enumerable.Range(0, ensemble.Count).Select(i => new MixtureComparisonTables.Row(
            (long)ensemble[MixtureTables.EnsembleColumns.Step, i],
            ensemble[MixtureTables.EnsembleColumns.Time, i],
            [.. quantities.Select(deviations => deviations[i])])).ToImmutableArray();
        var judged = rows.Where(r => settings.Window.Holds(r.Step, r.Time)).ToList();
        var judgements = MixtureQuantity.All.Select((_, q) => AcceptanceCriterion.Judge([.. judged.Select(r => r.Deviations[q])]));
        return [MixtureComparisonTables.Comparison.Of(rows), MixtureComparisonTables.Summary.Of([[.. judgements]])];
    }

    /// <summary>One quantity at every step.</summary>
    private static ImmutableArray<AcceptanceCriterion.Deviation> Compare(
        Reads settings, MixtureQuantity quantity, Rows<MixtureTables.Averaged> ensemble, Rows<DmftPoint> theory)
    {
        var isFolded = settings.FoldsSign && quantity == MixtureQuantity.Magnetization;
        var simulated = MixtureTables.EnsembleColumns.Estimates(ensemble, quantity);
        var solved = MixtureTheoryTables.TheoryColumns.Estimates(theory, quantity);
        return [.. simulated.Zip(solved, (s, t) => AcceptanceCriterion.Compare(quantity, Folded(s), Folded(t)))];

        Estimate Folded(Estimate estimate) => isFolded ? estimate with { Mean = Math.Abs(estimate.Mean) } : estimate;
    }
}

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

/// <summary>When a simulated mean and a solved mean are the same curve, each within its error.</summary>
/// <remarks>
/// With s the combined standard error and f the floor of the observable: |difference| &lt;= 3 s + f at 95 % of the steps from 1 on, and
/// |difference| &lt;= 5 s + 2.5 f at every one of them, for each observable. Floors and factors were fixed before any run; what they can and
/// cannot detect is tested on theories that are wrong on purpose.
/// </remarks>
internal static class AcceptanceCriterion
{
    private const double NearErrors = 3;
    private const double FarErrors = 5;
    private const double FarFloors = 2.5;

    /// <summary>One observable at one step.</summary>
    /// <param name="Difference">Simulation minus theory.</param>
    /// <param name="StandardError">s.</param>
    /// <param name="Allowed">3 s + f.</param>
    /// <param name="Excess">|difference| over 5 s + 2.5 f.</param>
    internal sealed record Deviation(double Difference, double StandardError, double Allowed, double Excess)
    {
        public bool IsWithin => Math.Abs(Difference) <= Allowed;
    }

    /// <summary>One observable over all steps.</summary>
    /// <param name="WithinShare">Share of the steps with |difference| within 3 s + f; NaN without steps, or when an error is not known.</param>
    /// <param name="WorstExcess">Largest |difference| over 5 s + 2.5 f; NaN where the other is.</param>
    internal sealed record Judgement(double WithinShare, double WorstExcess);

    public static Deviation Compare(MixtureQuantity quantity, Estimate simulation, Estimate theory)
    {
        var error = Math.Sqrt((simulation.StandardError * simulation.StandardError) + (theory.StandardError * theory.StandardError));
        var floor = quantity.FloorAt(simulation.Mean);
        var difference = simulation.Mean - theory.Mean;
        return new(difference, error, (NearErrors * error) + floor, Math.Abs(difference) / ((FarErrors * error) + (FarFloors * floor)));
    }

    public static Judgement Judge(ImmutableArray<Deviation> steps) => steps.IsEmpty || steps.Any(d => double.IsNaN(d.Excess))
        ? new(double.NaN, double.NaN)
        : new((double)steps.Count(d => d.IsWithin) / steps.Length, steps.Max(d => d.Excess));
}
