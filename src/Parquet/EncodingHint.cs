namespace Parquet;

/// <summary>A wish for one column's encoding; the writer falls back to plain values where it cannot or need not follow it.</summary>
public enum EncodingHint
{
    /// <summary>Strings by dictionary while that saves space, everything else plain.</summary>
    Default = 0,

    /// <summary>By dictionary while distinct values stay below the threshold.</summary>
    Dictionary = 1,

    /// <summary>Differences of consecutive integers, which suit counters and sorted keys; for int and long.</summary>
    DeltaBinaryPacked = 2,

    /// <summary>First bytes of all numbers, then second bytes, and so on; for float and double.</summary>
    ByteSplitStream = 3,
}
