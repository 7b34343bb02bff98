namespace Parquet.Pages;

/// <summary>Least and greatest of byte strings, compared as unsigned bytes: for UTF-8 that is the order of code points.</summary>
internal sealed class BinaryRange
{
    /// <summary>Longer ends of the range are left out of the footer.</summary>
    private const int LongestKept = 64;

    private byte[]? _min;
    private byte[]? _max;

    public void Add(ReadOnlySpan<byte> value)
    {
        if (_min is null || value.SequenceCompareTo(_min) < 0) _min = value.ToArray();
        if (_max is null || value.SequenceCompareTo(_max) > 0) _max = value.ToArray();
    }

    public Meta.Statistics Build(long nullCount, long? distinctCount = null)
    {
        var kept = _min?.Length <= LongestKept && _max?.Length <= LongestKept;
        return new Meta.Statistics
        {
            NullCount = nullCount,
            DistinctCount = distinctCount,
            MinValue = kept ? _min : null,
            MaxValue = kept ? _max : null,
        };
    }
}
