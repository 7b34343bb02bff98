using System.Text;
using Parquet.Data;

namespace Pipelines.Parquet.Tests.Tables;

/// <summary>What statistics must say about values, computed the slow way.</summary>
internal static class StatisticsRule
{
    public static void AssertHolds(TableColumn column, ReadOnlySpan<object?> values, DataColumnStatistics statistics)
    {
        var present = values.ToArray().Where(value => value is not null).Select(value => value!).ToList();
        Assert.Equal(values.Length - present.Count, statistics.NullCount);
        var comparable = present.Where(value => value is not (double.NaN or float.NaN)).ToList();
        if (column.Type == typeof(byte[])) return;
        if (column.Type == typeof(string)) AssertText([.. comparable.Cast<string>()], statistics);
        else AssertNumbers(comparable, statistics);
    }

    private static void AssertNumbers(List<object> values, DataColumnStatistics statistics)
    {
        Assert.Equal(TableColumn.Canonical(WithZero(values.Min(), -0.0)), TableColumn.Canonical(statistics.MinValue));
        Assert.Equal(TableColumn.Canonical(WithZero(values.Max(), 0.0)), TableColumn.Canonical(statistics.MaxValue));
    }

    private static object? WithZero(object? value, double zero) => value switch
    {
        0.0 => zero,
        0f => (float)zero,
        _ => value,
    };

    /// <summary>The order is that of UTF-8 bytes; ends longer than 64 bytes are left out.</summary>
    private static void AssertText(List<string> values, DataColumnStatistics statistics)
    {
        var ordered = values.OrderBy(Encoding.UTF8.GetBytes, Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b))).ToList();
        var kept = ordered.Count > 0 && Encoding.UTF8.GetByteCount(ordered[0]) <= 64 && Encoding.UTF8.GetByteCount(ordered[^1]) <= 64;
        Assert.Equal(kept ? ordered[0] : null, statistics.MinValue);
        Assert.Equal(kept ? ordered[^1] : null, statistics.MaxValue);
    }
}
