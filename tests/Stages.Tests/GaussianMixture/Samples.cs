using System.Collections.Immutable;
using Pipelines.Stages.GaussianMixture;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.Tests.GaussianMixture;

/// <summary>Small mixture experiments, and what it takes to run one without the runtime.</summary>
internal static class Samples
{
    public static readonly PointContext Context = new(7, 0, _ => throw new InvalidOperationException("A mixture reads no file."));

    public static readonly MixtureSettings Two = new(
        new MixtureDatasetSettings.TwoClusters(40, 2, 0.5),
        new MixtureNetworkSettings.Linear(),
        new MixtureTrainingSettings(10, 0.2, new MixtureBatchSettings.PersistentSgd(0.5, 1), 0.1, new MixtureStartSettings.Free(), 4),
        new MixtureTheorySettings.March(256, 2, KernelSteps: [0, 4, 10]),
        new RecordSettings(Every: 2),
        new MixtureGivenSettings(),
        new MixtureComparisonSettings());

    public static readonly MixtureSettings Three = Two with
    {
        Dataset = new MixtureDatasetSettings.ThreeClusters(40, 2, 0.05),
        Network = new MixtureNetworkSettings.Door(0.7),
        Training = Two.Training with { Start = new MixtureStartSettings.Fixed(0.3), Batch = new MixtureBatchSettings.FullBatch() },
    };

    public static ImmutableArray<TableNode> Plan(MixtureSettings settings, PointContext? context = null, SystemDefinition? system = null) =>
        Assert.IsType<PointPlan.Ready>((system ?? MixtureSystem.Definition).Plan(settings, context ?? Context)).Outputs;

    /// <summary>The output with this table.</summary>
    public static TableNode Node(MixtureSettings settings, string table, PointContext? context = null) =>
        Plan(settings, context).First(n => n.Tables.Any(t => t.Name == table));

    /// <summary>Every table of the point, equal names joined.</summary>
    public static ImmutableArray<Table> Run(MixtureSettings settings, int threads = 1, PointContext? context = null, SystemDefinition? system = null)
    {
        var results = new Dictionary<Digest, object>();
        var outputs = Plan(settings, context, system);
        foreach (var output in outputs) Run(output, threads, results);
        return TableSet.Join(outputs.SelectMany(o => ((TableSet)results[o.Key]).Tables)).Tables;
    }

    /// <summary>How the run of one node ends.</summary>
    public static StageProgress End(TableNode node, int threads, Dictionary<Digest, object> results)
    {
        foreach (var input in node.Inputs) Run(input, threads, results);
        var rows = new List<Table>();
        var run = node.Start(new(results.ToImmutableDictionary()));
        while (true)
        {
            var progress = run.Advance(threads);
            rows.AddRange(progress.Rows);
            if (progress is StageProgress.Running running) run = running.Next;
            else return progress is StageProgress.Finished ? new StageProgress.Finished([.. TableSet.Join(rows).Tables]) : progress;
        }
    }

    private static void Run(StageNode node, int threads, Dictionary<Digest, object> results)
    {
        if (results.ContainsKey(node.Key)) return;
        foreach (var input in node.Inputs) Run(input, threads, results);
        results[node.Key] = node is ValueNode value
            ? Assert.IsType<Result<object>.Done>(value.Compute(new(results.ToImmutableDictionary()), threads)).Value
            : new TableSet(Assert.IsType<StageProgress.Finished>(End((TableNode)node, threads, results)).Rows);
    }
}
