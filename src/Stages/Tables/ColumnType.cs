namespace Pipelines.Stages.Tables;

/// <summary>The types a result column may have; each maps to one required Parquet type.</summary>
public enum ColumnType
{
    /// <summary>64-bit signed integer.</summary>
    Integer,

    /// <summary>Float64; NaN where a quantity is not defined, infinities where it is infinite.</summary>
    Number,

    /// <summary>UTF-8 text.</summary>
    Text,

    /// <summary>True or false.</summary>
    Flag,
}
