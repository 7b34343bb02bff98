using Pipelines.Model;

namespace Pipelines.Stages.Tables;

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
