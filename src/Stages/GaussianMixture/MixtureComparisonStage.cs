using System.Collections.Immutable;
using Pipelines.Model.Theories.GaussianMixture;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>Holds the averaged simulations against the theory by <see cref="AcceptanceCriterion"/>.</summary>
internal static class MixtureComparisonStage
{
    public static StageIdentity Stage { get; } = new("mixture-comparison", 1, StageRole.Comparison);

    /// <param name="FoldsSign">Overlaps are compared by magnitude.</param>
    /// <param name="Window">Times that count.</param>
    private sealed record Settings(bool FoldsSign, MixtureComparisonSettings Window);

    public static TableNode Node(MixtureSettings settings, TableNode ensemble, TableNode theory)
    {
        var identity = new Settings(settings.Network is MixtureNetworkSettings.Door, settings.Comparison);
        return new(
            Stage, identity, [ensemble, theory], Cost.None, [MixtureComparisonTables.Comparison.Schema, MixtureComparisonTables.Summary.Schema],
            inputs => StageRun.Once(_ => Compare(identity, Rows.Of(inputs.Get(ensemble), "ensemble"), Rows.Of(inputs.Get(theory), "theory"))));
    }

    private static ImmutableArray<Table> Compare(Settings settings, Rows ensemble, Rows theory)
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

    private static Estimate Read(Settings settings, MixtureQuantity quantity, Rows rows, int row)
    {
        var value = rows.Number(quantity.Name, row);
        return new(settings.FoldsSign && quantity == MixtureQuantity.Magnetization ? Math.Abs(value) : value, rows.Number(quantity.ErrorName, row));
    }
}
