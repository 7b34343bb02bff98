using System.Globalization;
using Parquet;
using Parquet.Schema;

namespace Pipelines.Parquet.Tests.Tables;

/// <summary>A column under test: its values boxed, null where absent.</summary>
internal sealed record TableColumn(string Name, Type Type, bool Optional, EncodingHint Hint, object?[] Values)
{
    public DataField Field => new(Name, Type, Optional);

    /// <summary>A value as text that differs wherever the bits do.</summary>
    public static string? Canonical(object? value) => value switch
    {
        null => null,
        bool truth => truth ? "true" : "false",
        double number => BitConverter.DoubleToInt64Bits(number).ToString("x16", CultureInfo.InvariantCulture),
        float number => BitConverter.SingleToInt32Bits(number).ToString("x8", CultureInfo.InvariantCulture),
        byte[] bytes => Convert.ToHexString(bytes),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    public override string ToString() =>
        $"{Name}: {Type.Name}{(Optional ? "?" : "")} {Hint} [{string.Join(", ", Values.Select(value => Canonical(value) ?? "null"))}]";
}
