using System.Collections.Immutable;

namespace Pipelines.Stages.Tables;

/// <summary>The tables that one stage leaves, by distinct name.</summary>
public sealed record TableSet(ImmutableArray<Table> Tables)
{
    /// <summary>Some of the rows are not in memory.</summary>
    public bool IsStored => Tables.Any(t => t.IsStored);

    /// <summary>Rows of the same table, in the order in which they came, joined.</summary>
    public static TableSet Join(IEnumerable<Table> rows)
    {
        ImmutableArray<Table> all = [.. rows];
        return Repeats(all) ? new([.. all.GroupBy(t => t.Name, StringComparer.Ordinal).Select(g => Table.Concat([.. g]))]) : new(all);
    }

    /// <summary>A stage that ends with its first slice, as most stages of a large sweep do, gives each table once.</summary>
    private static bool Repeats(ImmutableArray<Table> rows)
    {
        for (var i = 1; i < rows.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (rows[i].Name == rows[j].Name) return true;
            }
        }
        return false;
    }
}
