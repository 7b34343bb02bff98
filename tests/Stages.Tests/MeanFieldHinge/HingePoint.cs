using System.Collections.Immutable;
using Pipelines.Stages.MeanFieldHinge;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.Tests.MeanFieldHinge;

/// <summary>Runs the stages of one point without the runtime.</summary>
internal static class HingePoint
{
    /// <summary>Small and quick, with everything recorded.</summary>
    public static readonly HingeSettings Small = new(
        new HingeDatasetSettings.Gaussian(10, 300, 50, 0.02), new(60), new(40, 150, Precision: Precision.Float64),
        new(Every: 10, Neurons: 5, Satisfaction: true));

    public static ImmutableArray<TableNode> Plan(HingeSettings settings) => Assert.IsType<PointPlan.Ready>(
        HingeSystem.Definition.Plan(settings, new(7, 0, path => throw new InvalidOperationException(path)))).Outputs;

    /// <summary>Every table of the point.</summary>
    public static ImmutableArray<Table> Run(HingeSettings settings)
    {
        var results = new Dictionary<Digest, object>();
        return [.. Plan(settings).SelectMany(node => Run(node, results))];
    }

    /// <summary>The tables of the stage that leaves this one, and of nothing that it does not need.</summary>
    public static ImmutableArray<Table> Only(HingeSettings settings, string table) =>
        Run(Plan(settings).First(n => n.Tables.Any(t => t.Name == table)), []);

    private static ImmutableArray<Table> Run(TableNode node, Dictionary<Digest, object> results)
    {
        foreach (var input in node.Inputs.Where(i => !results.ContainsKey(i.Key)))
        {
            if (input is ValueNode value)
                results[input.Key] = Assert.IsType<Result<object>.Done>(value.Compute(new(results.ToImmutableDictionary()), 2)).Value;
            else Run((TableNode)input, results);
        }
        var (run, rows) = (node.Start(new(results.ToImmutableDictionary())), new List<Table>());
        while (true)
        {
            var progress = run.Advance(2);
            rows.AddRange(progress.Rows);
            if (progress is StageProgress.Running running)
            {
                run = running.Next;
                continue;
            }
            Assert.IsType<StageProgress.Finished>(progress);
            var tables = TableSet.Join(rows);
            results[node.Key] = tables;
            return tables.Tables;
        }
    }
}
