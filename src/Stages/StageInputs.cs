using System.Collections.Immutable;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages;

/// <summary>Results of the nodes that a stage reads, by key.</summary>
public sealed record StageInputs(ImmutableDictionary<Digest, object> Results)
{
    public static StageInputs None { get; } = new(ImmutableDictionary<Digest, object>.Empty);

    public T Get<T>(ValueNode<T> node)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(node);
        return (T)Results[node.Key];
    }

    public ImmutableArray<Table> Get(TableNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return ((TableSet)Results[node.Key]).Tables;
    }
}
