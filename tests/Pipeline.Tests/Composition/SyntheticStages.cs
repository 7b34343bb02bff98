using System.Collections.Concurrent;
using System.Collections.Immutable;
using Pipelines.Model;
using Pipelines.Pipeline.Composition;
using Pipelines.Stages;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Tests.Composition;

/// <summary>Stages that only count, wait and fail as told: what the runtime is tested with.</summary>
internal sealed class SyntheticStages
{
    public static readonly RowTable<(long Id, long Sum)> Numbers = new RowTable<(long Id, long Sum)>("numbers", "A number made of numbers.")
        .Integer("id", r => r.Id, "Which stage.").Integer("sum", r => r.Sum, "Its id and the sums of its inputs.");

    /// <summary>How often each stage was started.</summary>
    public ConcurrentDictionary<long, int> Started { get; } = new();

    /// <summary>Ids of the stages with tables that were made to fail.</summary>
    public HashSet<long> Failing { get; } = [];

    public ValueNode<object> Value(long id, Action? during = null, StageFailure? failure = null) => ValueNode.Of<Reads, object>(
        new("value", 1, StageRole.Generation), new(id), [], new(1, 10, 0),
        (_, _, _) =>
        {
            Started.AddOrUpdate(id, 1, (_, n) => n + 1);
            during?.Invoke();
            return failure is null ? new Result<object>.Done(id) : new Result<object>.Failed(failure);
        });

    public TableNode Table(
        long id, ImmutableArray<StageNode> inputs, StageRole role = StageRole.Training, int slices = 3, Action? during = null,
        StageFailure? failure = null)
    {
        if (failure is not null) Failing.Add(id);
        // Stages of one kind on one value may go together.
        return TableNode.Of(
            new("table", 1, role), new Reads(id), inputs, new(1, 10, 0), [Numbers.Schema],
            (_, results) =>
            {
                Started.AddOrUpdate(id, 1, (_, n) => n + 1);
                var sum = id + inputs.Sum(i => i is ValueNode<object> v ? (long)results.Get(v) : Sum(results.Get((TableNode)i)));
                return Slices(id, sum, slices, during, failure);
            },
            sharedInput: inputs.OfType<ValueNode>().FirstOrDefault());
    }

    public static long IdOf(StageNode node) => ((Reads)node.Reads).Id;

    /// <summary>What a table stage must come to.</summary>
    public static long Expected(StageNode node) => IdOf(node) + (node is TableNode ? node.Inputs.Sum(Expected) : 0);

    public static long Sum(ImmutableArray<Table> tables) => ((Column.Integers)tables.Single().Find("sum")!).Values[^1];

    public static PlannedPoint Point(long index, params ImmutableArray<TableNode> outputs) =>
        new(index, (int)index, 0, [], new PointPlan.Ready(outputs), null);

    private static StageRun Slices(long id, long sum, int left, Action? during, StageFailure? failure) => new(_ =>
    {
        during?.Invoke();
        ImmutableArray<Table> rows = [Numbers.Of([(id, left == 1 ? sum : 0)])];
        return left > 1 ? new StageProgress.Running(Slices(id, sum, left - 1, during, failure), 1.0 / left, rows)
            : failure is null ? new StageProgress.Finished(rows)
            : new StageProgress.Failed(failure, rows);
    });

    [WrittenAs("SyntheticStages.Settings")]
    private sealed record Reads([WrittenAs("Id")] long Id);
}
