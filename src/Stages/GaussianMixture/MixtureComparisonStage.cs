using System.Collections.Immutable;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>Theory against simulation, step by step and observable by observable.</summary>
/// <remarks>
/// With s both standard errors combined and f an observable's floor, a step is near when |difference| ≤ 3 s + f and far when it exceeds 5 s + 2.5 f; accepted
/// are at least 95 % near and none far, for all five observables, from step 1 on. Free starts of a problem that is symmetric in w are compared by |m|.
/// </remarks>
internal static class MixtureComparisonStage
{
    /// <summary>Below this many seeds the skewed law of free starts makes a standard error meaningless in the transition.</summary>
    private const int ReliableFreeSeeds = 150;

    public static StageIdentity Stage { get; } = new("mixture-comparison", 1, StageRole.Comparison);

    private sealed record Settings(bool IsSymmetricAndFree, int Seeds);

    public static TableNode Node(MixtureSettings settings, TableNode simulation, TableNode theory)
    {
        var isSymmetric = settings.Network.Match(linear: _ => false, door: _ => true);
        var identity = new Settings(isSymmetric && settings.Training.StartMagnetization is null, settings.Training.Seeds);
        return new(
            Stage, identity, [simulation, theory], Cost.None, [MixtureTables.Comparison.Schema, MixtureTables.ComparisonSummary.Schema],
            inputs => StageRun.Once(_ => Compare(identity, Rows.Of(inputs.Get(simulation), "simulation"), Rows.Of(inputs.Get(theory), "theory"))));
    }

    private static ImmutableArray<Table> Compare(Settings settings, Rows simulation, Rows theory)
    {
        var rows = Enumerable.Range(0, simulation.Count)
            .Where(row => simulation.Number("step", row) > 0)
            .Select(row => Compare(settings, simulation, theory, row))
            .ToList();
        var observables = Enumerable.Range(0, ObservableColumns.All.Length);
        var verdict = new MixtureTables.Verdict(
            [.. observables.Select(i => rows.Count == 0 ? 1 : rows.Average(r => r.Near[i] <= 1 ? 1.0 : 0.0))],
            [.. observables.Select(i => rows.Select(r => r.Far[i]).DefaultIfEmpty(0).Max())],
            !settings.IsSymmetricAndFree || settings.Seeds >= ReliableFreeSeeds);
        return [MixtureTables.Comparison.Of(rows), MixtureTables.ComparisonSummary.Of([verdict])];
    }

    private static MixtureTables.ComparedRow Compare(Settings settings, Rows simulation, Rows theory, int row)
    {
        var (deviations, near, far) = (ImmutableArray.CreateBuilder<double>(), ImmutableArray.CreateBuilder<double>(), ImmutableArray.CreateBuilder<double>());
        foreach (var column in ObservableColumns.All)
        {
            var simulated = settings.IsSymmetricAndFree && column.Name == "magnetization" ? ("overlap", "overlapError") : (column.Name, column.ErrorName);
            var value = simulation.Number(simulated.Item1, row);
            var error = Combined(simulation.Number(simulated.Item2, row), theory.Number(column.ErrorName, row));
            var (deviation, floor) = (theory.Number(column.Name, row) - value, column.FloorAt(value));
            deviations.Add(deviation);
            near.Add(Math.Abs(deviation) / ((3 * error) + floor));
            far.Add(Math.Abs(deviation) / ((5 * error) + (2.5 * floor)));
        }
        return new(
            (long)simulation.Number("step", row), simulation.Number("time", row), deviations.ToImmutable(), near.ToImmutable(), far.ToImmutable());
    }

    /// <summary>A single seed or replicate has no standard error: then the other one's stands alone.</summary>
    private static double Combined(double a, double b)
    {
        var (x, y) = (double.IsNaN(a) ? 0 : a, double.IsNaN(b) ? 0 : b);
        return Math.Sqrt((x * x) + (y * y));
    }
}
