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

    public static TableNode Node(MixtureSettings settings, ImmutableArray<TableNode> simulations) => TableNode.Of(
        Stage, new Reads(settings, simulations), [.. simulations], Cost.None, [MixtureTables.Ensemble.Schema, MixtureTables.Summary.Schema],
        static (reads, inputs) => StageRun.Once(_ => Average(reads, [.. reads.Simulations.Select(s => MixtureTables.Simulation.In(inputs.Get(s)))])));

    private static ImmutableArray<Table> Average(Reads settings, ImmutableArray<Rows<(int Seed, MixtureSample Sample)>> simulations)
    {
        var rows = Enumerable.Range(0, simulations[0].Count).Select(i => Average(settings, simulations, i)).ToImmutableArray();
        var error = MixtureQuantity.All.IndexOf(MixtureQuantity.GeneralisationError);
        var lowest = rows.MinBy(r => r.Estimates[error].Mean)!;
        return [MixtureTables.Ensemble.Of(rows), MixtureTables.Summary.Of([new(rows[^1], lowest, settings.HasEnoughSeeds)])];
    }

    private static MixtureTables.Averaged Average(Reads settings, ImmutableArray<Rows<(int Seed, MixtureSample Sample)>> simulations, int row)
    {
        Estimate Over(MixtureQuantity quantity)
        {
            var isFolded = settings.FoldsSign && quantity == MixtureQuantity.Magnetization;
            return Estimate.Of([.. simulations.Select(s => s[MixtureTables.SimulationColumns.Of(quantity), row]).Select(x =>
                isFolded ? Math.Abs(x) : x)]);
        }
        var first = simulations[0];
        return new((long)first[MixtureTables.SimulationColumns.Step, row], first[MixtureTables.SimulationColumns.Time, row],
            [.. MixtureQuantity.All.Select(Over)],
            Estimate.Of([.. simulations.Select(s => s[MixtureTables.SimulationColumns.TestError, row])]));
    }
}
