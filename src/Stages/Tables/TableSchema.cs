using System.Collections.Immutable;
using Pipelines.Stages.Settings;

namespace Pipelines.Stages.Tables;

/// <summary>Name, meaning and columns of a result table.</summary>
/// <param name="Name">camelCase.</param>
/// <param name="Summary">One line in the field's words.</param>
/// <param name="Columns">In order.</param>
/// <param name="IsSummary">One row of numbers per point: it becomes columns of points.parquet instead of a file of its own.</param>
public sealed record TableSchema(string Name, string Summary, ImmutableArray<ColumnSchema> Columns, bool IsSummary = false)
{
    /// <summary>Made once for the many nodes that leave the table; never a copy of another schema's.</summary>
    private string? _shape;

    private TableSchema(TableSchema original) =>
        (Name, Summary, Columns, IsSummary) = (original.Name, original.Summary, original.Columns, original.IsSummary);

    /// <summary>What of the schema is in keys: name, and names and types of the columns.</summary>
    internal string Shape => _shape ??= $"{Name}:{string.Join(',', Columns.Select(c => $"{c.Name} {WrittenNames.Of(c.Type)}"))}";

    /// <summary>Position of a column, or -1.</summary>
    public int IndexOf(string column)
    {
        for (var i = 0; i < Columns.Length; i++)
        {
            if (string.Equals(Columns[i].Name, column, StringComparison.Ordinal)) return i;
        }
        return -1;
    }

    public bool Equals(TableSchema? other) =>
        other is not null
            && (Name, Summary, IsSummary) == (other.Name, other.Summary, other.IsSummary)
            && Columns.AsSpan().SequenceEqual(other.Columns.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Name, Columns.Length);
}
