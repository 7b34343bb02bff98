using System.Collections.Immutable;
using Pipelines.Model.GaussianMixture;
using Pipelines.Model.GaussianMixture.Dmft;
using Pipelines.Model.GaussianMixture.Simulation;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>The tables of mixtures whose centres lie in several directions: overlaps direction by direction, beside the tables that every mixture
/// has.</summary>
/// <remarks>There the overlap m is the length of this vector, and the drift too.</remarks>
internal static class MixtureOverlapTables
{
    private const string Overlap = "Overlap m_a = w.v_a/d along the direction; magnetization of the other tables is the length of all.";

    /// <summary>Overlap and drift at one step along one direction, counted from 1; what a table has no use for is 0.</summary>
    internal sealed record Row(long Seed, long Step, double Time, long Direction, Estimate Overlap, Estimate Drift);

    private static TableColumn<Row> Value { get; } = TableColumn.Number<Row>("overlap", r => r.Overlap.Mean, Overlap);

    private static TableColumn<Row> Step { get; } = TableColumn.Integer<Row>("step", r => r.Step, "Steps of descent.");

    private static TableColumn<Row> Time { get; } = TableColumn.Number<Row>("time", r => r.Time, "t = learningRate * step.", "time");

    private static TableColumn<Row> Direction { get; } =
        TableColumn.Integer<Row>("direction", r => r.Direction, "Number of the direction, from 1: a centre's coordinates in their order.");

    /// <summary>One row per simulation, recorded step and direction.</summary>
    public static RowTable<Row> Simulation { get; } = At(
        new RowTable<Row>("simulationOverlaps", "Overlaps of every simulation where the centres lie in several directions.")
            .Integer("seed", r => r.Seed, "Index of the simulation within the point."));

    /// <summary>One row per recorded step and direction.</summary>
    public static RowTable<Row> Ensemble { get; } = At(
        new RowTable<Row>("ensembleOverlaps", "Mean overlaps of the simulations of a point where the centres lie in several directions."))
        .Number("overlapStandardError", r => r.Overlap.StandardError, "Its standard error over simulations; NaN for a single one.");

    /// <summary>One row per recorded step and direction.</summary>
    public static RowTable<Row> Theory { get; } = At(
        new RowTable<Row>("theoryOverlaps", "Overlaps and drifts of the theory where the centres of the clusters lie in several directions."))
        .Number("overlapStandardError", r => r.Overlap.StandardError, "Its standard error over independent solutions.")
        .Number("drift", r => r.Drift.Mean, "mu_a = alpha <F x0_a>.", "", "see docs/explanation/theory/mixtures-in-several-directions.md")
        .Number("driftStandardError", r => r.Drift.StandardError, "Its standard error over independent solutions.");

    /// <summary>The rows of a simulation.</summary>
    public static Table Of(ImmutableArray<(int Seed, MixtureSample Sample)> samples) => Simulation.Of(
    [
        .. from s in samples
           from m in (s.Sample.Observables.Overlaps?.Span.ToArray() ?? []).Select((value, a) => (Value: value, Direction: a + 1))
           select new Row(s.Seed, s.Sample.Step, s.Sample.Time, m.Direction, Estimate.Exact(m.Value), default),
    ]);

    /// <summary>The rows of the theory.</summary>
    public static Table Of(ImmutableArray<DmftPoint> points) => Theory.Of(
    [
        .. from p in points
           from each in new[] { p.Directions }.OfType<DmftDirections>()
           from a in Enumerable.Range(0, each.Overlaps.Length)
           select new Row(
               0, p.Step, p.Time, a + 1, new(each.Overlaps[a], each.OverlapErrors[a]), new(each.Drifts[a], each.DriftErrors[a])),
    ]);

    /// <summary>The means over simulations, which have the same steps and directions; nothing where there is one direction.</summary>
    public static ImmutableArray<Table> Averages(ImmutableArray<ImmutableArray<Table>> simulations)
    {
        if (!simulations[0].Any(t => t.Name == Simulation.Schema.Name)) return [];
        var overlaps = simulations.Select(Simulation.In).ToArray();
        var (first, values) = (overlaps[0], overlaps.Select(s => s.Values(Value)).ToArray());
        return
        [
            Ensemble.Of(
            [
                .. Enumerable.Range(0, first.Count).Select(i => new Row(
                    0, (long)first[Step, i], first[Time, i], (long)first[Direction, i], Estimate.Of([.. values.Select(v => v[i])]), default)),
            ]),
        ];
    }

    private static RowTable<Row> At(RowTable<Row> table) => table.Column(Step).Column(Time).Column(Direction).Column(Value);
}
