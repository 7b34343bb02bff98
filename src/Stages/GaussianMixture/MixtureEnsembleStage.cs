using System.Collections.Immutable;
using Pipelines.Model;
using Pipelines.Model.GaussianMixture;
using Pipelines.Model.GaussianMixture.Simulation;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>Averages the simulations of a point: mean and standard error of every observable at every recorded step.</summary>
internal static class MixtureEnsembleStage
{
    public static StageIdentity Stage { get; } = new("mixture-ensemble", 1, StageRole.Comparison);

    [WrittenAs("MixtureEnsembleStage.Settings")]
    private sealed class Reads(MixtureSettings settings, ImmutableArray<TableNode> simulations)
    {
        /// <summary>w and -w are the same classifier, so overlaps are averaged by magnitude.</summary>
        [WrittenAs("FoldsSign")] public bool FoldsSign { get; } = settings.Network is MixtureNetworkSettings.Door;

        /// <summary>Standard errors mean what the acceptance criterion takes them for.</summary>
        [WrittenAs("HasEnoughSeeds")] public bool HasEnoughSeeds { get; } = MixtureWarnings.HasEnoughSeeds(settings);

        public ImmutableArray<TableNode> Simulations { get; } = simulations;
    }

    public static TableNode Node(MixtureSettings settings, ImmutableArray<TableNode> simulations)
    {
        var hasOneDirection = MixtureDescent.DirectionsOf(settings.Dataset) == 1;
        return TableNode.Of(
            Stage, new Reads(settings, simulations), [.. simulations], Cost.None,
            [
                MixtureTables.Ensemble.Schema, MixtureTables.Summary.Schema,
                .. hasOneDirection ? ImmutableArray<TableSchema>.Empty : [MixtureOverlapTables.Ensemble.Schema],
            ],
            static (reads, inputs) => StageRun.Once(_ =>
            {
                var tables = reads.Simulations.Select(s => inputs.Get(s)).ToImmutableArray();
                return [.. Average(reads, [.. tables.Select(MixtureTables.Simulation.In)]), .. MixtureOverlapTables.Averages(tables)];
            }));
    }

    private static ImmutableArray<Table> Average(Reads settings, ImmutableArray<Rows<(int Seed, MixtureSample Sample)>> simulations)
    {
        var (first, testError) = (simulations[0], Over(MixtureTables.SimulationColumns.TestError, isFolded: false));
        var quantities = MixtureQuantity.All
            .Select(q => Over(MixtureTables.SimulationColumns.Of(q), settings.FoldsSign && q == MixtureQuantity.Magnetization)).ToImmutableArray();
        var rows = Enumerable.Range(0, first.Count).Select(i => new MixtureTables.Averaged(
            (long)first[MixtureTables.SimulationColumns.Step, i],
            first[MixtureTables.SimulationColumns.Time, i],
            [.. quantities.Select(q => q[i])],
            testError[i])).ToImmutableArray();
        var error = MixtureQuantity.All.IndexOf(MixtureQuantity.GeneralisationError);
        var lowest = rows.MinBy(r => r.Estimates[error].Mean)!;
        return [MixtureTables.Ensemble.Of(rows), MixtureTables.Summary.Of([new(rows[^1], lowest, settings.HasEnoughSeeds)])];

        ImmutableArray<Estimate> Over(TableColumn<(int Seed, MixtureSample Sample)> column, bool isFolded)
        {
            var values = simulations.Select(s => s.Values(column)).ToArray();
            return
            [
                .. Enumerable.Range(0, simulations[0].Count)
                    .Select(i => Estimate.Of([.. values.Select(v => isFolded ? Math.Abs(v[i]) : v[i])])),
            ];
        }
    }
}
