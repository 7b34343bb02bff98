namespace Parquet.Meta;

/// <summary>How often a field stands in its parent.</summary>
internal enum Repetition
{
    Required = 0,
    Optional = 1,
    Repeated = 2,
}
