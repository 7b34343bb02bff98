namespace Parquet.Meta;

/// <summary>The older annotation of what stored values mean; only those that a flat table needs.</summary>
internal enum ConvertedType
{
    Utf8 = 0,
    Enum = 4,
    UInt8 = 11,
    UInt16 = 12,
    Int8 = 15,
    Int16 = 16,
    Int32 = 17,
    Int64 = 18,
    Json = 19,
}
