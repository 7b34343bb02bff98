using System.Collections.Immutable;
using Pipelines.Model;
using Pipelines.Model.GaussianMixture;
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
            Compare(reads, Rows.Of(inputs.Get(reads.Ensemble), "ensemble"), Rows.Of(inputs.Get(reads.Theory), "theory"))));

    private static ImmutableArray<Table> Compare(Reads settings, Rows ensemble, Rows theory)
    {
        var rows = Enumerable.Range(0, ensemble.Count).Select(i => new MixtureComparisonTables.Row(
            (long)ensemble.Number("step", i),
            ensemble.Number("time", i),
            [.. MixtureQuantity.All.Select(q => AcceptanceCriterion.Compare(q, Read(settings, q, ensemble, i), Read(settings, q, theory, i)))]))
            .ToImmutableArray();
        var judged = rows.Where(r => settings.Window.Holds(r.Step, r.Time)).ToList();
        var judgements = MixtureQuantity.All.Select((_, q) => AcceptanceCriterion.Judge([.. judged.Select(r => r.Deviations[q])]));
        return [MixtureComparisonTables.Comparison.Of(rows), MixtureComparisonTables.Summary.Of([[.. judgements]])];
    }

    private static Estimate Read(Reads settings, MixtureQuantity quantity, Rows rows, int row)
    {
        var value = rows.Number(quantity.Name, row);
        return new(settings.FoldsSign && quantity == MixtureQuantity.Magnetization ? Math.Abs(value) : value, rows.Number(quantity.ErrorName, row));
    }
}
