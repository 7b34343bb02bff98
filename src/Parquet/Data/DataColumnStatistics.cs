namespace Parquet.Data;

/// <summary>What a file's footer says about one column of one row group; each part is null where the writer left it out.</summary>
/// <remarks>NaN takes no part in the range. A zero minimum is −0.0 and a zero maximum +0.0, so that both zeros lie inside.</remarks>
public class DataColumnStatistics(long? nullCount, long? distinctCount, object? min, object? max)
{
    public long? NullCount { get; } = nullCount;

    public long? DistinctCount { get; } = distinctCount;

    /// <summary>Least value, of the column's type.</summary>
    public object? MinValue { get; } = min;

    /// <summary>Greatest value, of the column's type.</summary>
    public object? MaxValue { get; } = max;
}
