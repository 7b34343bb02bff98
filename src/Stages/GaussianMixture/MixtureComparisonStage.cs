using System.Collections.Immutable;
using Pipelines.Model;
using Pipelines.Model.GaussianMixture;
using Pipelines.Model.GaussianMixture.Dmft;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>Holds the averaged simulations against the theory by <see cref="AcceptanceCriterion"/>.</summary>
internal static class MixtureComparisonStage
{
    public static StageIdentity Stage { get; } = new("mixture-comparison", 1, StageRole.Comparison);

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
