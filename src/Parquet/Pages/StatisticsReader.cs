using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Unicode;
using Parquet.Data;
using Parquet.Encodings;
using Parquet.Meta;

namespace Parquet.Pages;

/// <summary>Turns the footer's statistics into values. What cannot be trusted is left out rather than guessed.</summary>
internal static class StatisticsReader
{
    public static DataColumnStatistics Read(Type clrType, Statistics statistics)
    {
        // The older pair of fields had no defined order for text.
        var numeric = clrType.IsValueType;
        var min = Value(clrType, statistics.MinValue ?? (numeric ? statistics.DeprecatedMin : null));
        var max = Value(clrType, statistics.MaxValue ?? (numeric ? statistics.DeprecatedMax : null));
        // A writer that let NaN into its comparisons has no range to offer.
        if (IsNaN(min) || IsNaN(max)) (min, max) = (null, null);
        return new DataColumnStatistics(statistics.NullCount, statistics.DistinctCount, min, max);
    }

    private static object? Value(Type clrType, byte[]? bytes)
    {
        if (bytes is null) return null;
        if (clrType == typeof(int)) return Number<int>(bytes);
        if (clrType == typeof(long)) return Number<long>(bytes);
        if (clrType == typeof(float)) return Number<float>(bytes);
        if (clrType == typeof(double)) return Number<double>(bytes);
        if (clrType == typeof(bool)) return bytes.Length == 1 ? bytes[0] != 0 : null;
        if (clrType == typeof(string)) return Text(bytes);
        return clrType == typeof(byte[]) ? bytes : null;
    }

    /// <summary>Some writers cut long text within a character; such an end of the range is no text.</summary>
    private static string? Text(byte[] bytes) => Utf8.IsValid(bytes) ? TextForm.Read(bytes) : null;

    private static object? Number<T>(byte[] bytes)
        where T : struct => bytes.Length == Unsafe.SizeOf<T>() ? MemoryMarshal.Read<T>(bytes) : null;

    private static bool IsNaN(object? value) => value is double.NaN or float.NaN;
}
