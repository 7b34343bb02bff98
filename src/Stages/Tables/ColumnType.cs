using Pipelines.Model;

namespace Pipelines.Stages.Tables;

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
