using System.Collections.Immutable;
using Pipelines.Model;

namespace Pipelines.Stages.Tables;

/// <summary>Name, meaning and columns of a result table.</summary>
/// <param name="Name">camelCase.</param>
/// <param name="Summary">One line in the field's words.</param>
/// <param name="Columns">In order.</param>
/// <param name="IsSummary">One row of numbers per point: it becomes columns of points.parquet instead of a file of its own.</param>
public sealed record TableSchema(string Name, string Summary, ImmutableArray<ColumnSchema> Columns, bool IsSummary = false)
{
    /// <summary>Never a copy of another schema's.</summary>
    private byte[]? _shape;

    private TableSchema(TableSchema original) =>
        (Name, Summary, Columns, IsSummary) = (original.Name, original.Summary, original.Columns, original.IsSummary);

    /// <summary>What of the schema is in keys, in UTF-8: name, and names and types of the columns.</summary>
    /// <param name="make">Makes it, once for the many nodes that leave the table.</param>
    internal byte[] Shape(Func<TableSchema, byte[]> make) => _shape ??= make(this);

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
        ReferenceEquals(this, other) || (other is not null
            && (Name, Summary, IsSummary) == (other.Name, other.Summary, other.IsSummary)
            && Columns.AsSpan().SequenceEqual(other.Columns.AsSpan()));

    public override int GetHashCode() => HashCode.Combine(Name, Columns.Length);
}

/// <summary>What a column holds; travels into the Parquet metadata and docs/reference/tables.md.</summary>
/// <param name="Name">camelCase, unique within its table.</param>
/// <param name="Type">Never changes between runs.</param>
/// <param name="Summary">One line in the field's words.</param>
/// <param name="Unit">Unit in words; empty when dimensionless.</param>
/// <param name="Equation">Paper and equation number; empty when there is none.</param>
public sealed record ColumnSchema(string Name, ColumnType Type, string Summary, string Unit = "", string Equation = "");

/// <summary>The types a result column may have; each maps to one required Parquet type.</summary>
[WrittenAs("ColumnType")]
public enum ColumnType
{
    /// <summary>64-bit signed integer.</summary>
    [WrittenAs("Integer")]
    Integer,

    /// <summary>Float64; NaN where a quantity is not defined, infinities where it is infinite.</summary>
    [WrittenAs("Number")]
    Number,

    /// <summary>UTF-8 text.</summary>
    [WrittenAs("Text")]
    Text,

    /// <summary>True or false.</summary>
    [WrittenAs("Flag")]
    Flag,
}
