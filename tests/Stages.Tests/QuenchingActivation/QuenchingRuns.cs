using System.Collections.Immutable;
using Pipelines.Stages.QuenchingActivation;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.Tests.QuenchingActivation;

/// <summary>Runs the stages of a point in memory.</summary>
internal static class QuenchingRuns
{
    public static PointContext Context() => new(3, 0, path => throw new InvalidOperationException(path));

    public static ImmutableArray<TableNode> Plan(QuenchingSettings settings, SystemDefinition? system = null) =>
        Assert.IsType<PointPlan.Ready>((system ?? QuenchingSystem.Definition).Plan(settings, Context())).Outputs;

    /// <summary>All tables of a point, computed in order.</summary>
    public static ImmutableArray<Table> Run(QuenchingSettings settings, int threads, SystemDefinition? system = null)
    {
        var results = ImmutableDictionary<Digest, object>.Empty;
        var tables = ImmutableArray<Table>.Empty;
        foreach (var node in Plan(settings, system))
        {
            foreach (var value in node.Inputs.OfType<ValueNode>().Where(v => !results.ContainsKey(v.Key)))
            {
                results = results.Add(value.Key, value.Compute(new(results), threads).Match(
                    done: d => d.Value, failed: f => throw new InvalidOperationException(f.Failure.Sentence)));
            }
            var rows = Finish(node.Start(new(results)), threads);
            var joined = node.Tables.Select(schema => Table.Concat([.. rows.Where(t => t.Name == schema.Name)])).ToImmutableArray();
            results = results.Add(node.Key, new TableSet(joined));
            tables = tables.AddRange(joined);
        }
        return tables;
    }

    private static ImmutableArray<Table> Finish(StageRun run, int threads)
    {
        var rows = ImmutableArray<Table>.Empty;
        while (true)
        {
            var progress = run.Advance(threads);
            rows = rows.AddRange(progress.Rows);
            if (progress is not StageProgress.Running running) return Assert.IsType<StageProgress.Finished>(progress) is not null ? rows : [];
            run = running.Next;
        }
    }
}
