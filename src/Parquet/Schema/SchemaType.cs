namespace Parquet.Schema;

/// <summary>What a schema entry is.</summary>
public enum SchemaType
{
    /// <summary>A column of values.</summary>
    Data,

    /// <summary>A map of keys to values.</summary>
    Map,

    /// <summary>A group of fields.</summary>
    Struct,

    /// <summary>A repeated value.</summary>
    List,
}
