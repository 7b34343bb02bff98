using System.Collections.Immutable;

namespace Pipelines.Stages.Tables;

/// <summary>The tables that one stage leaves, by distinct name.</summary>
public sealed record TableSet(ImmutableArray<Table> Tables)
{
    /// <summary>Some of the rows are not in memory.</summary>
    public bool IsStored => Tables.Any(t => t.IsStored);

    /// <summary>Rows of the same table, in the order in which they came, joined.</summary>
    public static TableSet Join(IEnumerable<Table> rows) =>
        new([.. rows.GroupBy(t => t.Name, StringComparer.Ordinal).Select(g => Table.Concat([.. g]))]);
}
