using System.Collections.Immutable;
using System.Globalization;
using Pipelines.Stages.Settings;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.Checks;

/// <summary>A condition on rows as it is written: <c>column = value</c>, with one of = != &lt; &lt;= &gt; &gt;=.</summary>
/// <param name="Column">The column.</param>
/// <param name="Sign">How it is compared.</param>
/// <param name="Value">A number, a text, or first, last or frame.</param>
public sealed record RowCondition(string Column, string Sign, string Value)
{
    /// <summary>The smallest and the largest value of the column.</summary>
    public const string First = "first", Last = "last";

    /// <summary>In a figure with frames, the value of the frame.</summary>
    public const string Frame = "frame";

    /// <summary>The value as a number, flags as 0 and 1; null where it is none.</summary>
    public double? Number => double.TryParse(Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
        : Value is "true" ? 1
        : Value is "false" ? 0
        : null;

    /// <summary>Reads a condition; null where the text is none.</summary>
    public static RowCondition? Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        // Longer signs first: '<=' begins with '<'.
        foreach (var sign in (ReadOnlySpan<string>)["!=", "<=", ">=", "=", "<", ">"])
        {
            var at = text.IndexOf(sign, StringComparison.Ordinal);
            if (at < 0) continue;
            var (column, value) = (text[..at].Trim(), text[(at + sign.Length)..].Trim());
            return column.Length > 0 && value.Length > 0 ? new(column, sign, value) : null;
        }
        return null;
    }

    /// <summary>What is wrong with a list of conditions.</summary>
    public static IEnumerable<Violation> Violations(ImmutableArray<string> texts) =>
        texts.Where(t => Read(t) is null)
            .Select(t => new Violation("where", $"'{t}' is no condition.", "Write a column, a sign and a value: time <= 10."));

    /// <summary>What to write where a condition does not fit its column.</summary>
    public const string Fix = "compare texts by = or !=, numbers with a number";

    /// <summary>Why no value of a column can meet a condition of this form; null where it fits.</summary>
    public string? Misfit(ColumnSchema column)
    {
        ArgumentNullException.ThrowIfNull(column);
        if (column.Type == ColumnType.Text) return Sign is "=" or "!=" ? null : $"Column {column.Name} holds texts, which have no order.";
        if (Number is { } number && double.IsNaN(number)) return $"No number of column {column.Name} is compared with NaN.";
        return Number is not null || Value is First or Last or Frame ? null : $"Column {column.Name} holds numbers, and '{Value}' is none.";
    }

    /// <summary>The number meets the condition, <paramref name="wanted"/> standing for its value.</summary>
    public bool Holds(double number, double wanted) => Sign switch
    {
        "=" => number == wanted,
        "!=" => number != wanted,
        "<" => number < wanted,
        "<=" => number <= wanted,
        ">" => number > wanted,
        _ => number >= wanted,
    };

    /// <summary>The text meets the condition.</summary>
    public bool Holds(string text) => (text == Value) == (Sign == "=");

    /// <summary>Those of a point's rows that meet the condition; numbers that differ by rounding are equal, see <see cref="NearTime"/>.</summary>
    /// <param name="column">The column, in all rows.</param>
    /// <param name="rows">The rows that are left, by their place in it.</param>
    /// <returns>null if numbers are compared with a text.</returns>
    public ImmutableArray<int>? Rows(Column column, ImmutableArray<int> rows)
    {
        ArgumentNullException.ThrowIfNull(column);
        if (column is Column.Texts texts) return [.. rows.Where(row => Holds(texts.Values[row]))];
        var values = column.AsNumbers();
        var wanted = Number ?? (rows.IsEmpty ? double.NaN
            : Value == First ? rows.Min(row => values[row])
            : Value == Last ? rows.Max(row => values[row])
            : (double?)null);
        return wanted is { } value ? [.. rows.Where(row => Holds(NearTime.AreSame(values[row], value) ? value : values[row], value))] : null;
    }
}
