using System.Collections.Immutable;
using System.Globalization;
using Pipelines.Stages.Settings;

namespace Pipelines.Pipeline.Figures.Spec;

/// <summary>A condition on rows as it is written: <c>column = value</c>, with one of = != &lt; &lt;= &gt; &gt;=.</summary>
/// <param name="Column">The column.</param>
/// <param name="Sign">How it is compared.</param>
/// <param name="Value">A number, a text, or first, last or frame.</param>
internal sealed record Condition(string Column, string Sign, string Value)
{
    public const string First = "first";
    public const string Last = "last";
    public const string Frame = "frame";

    public double? Number => double.TryParse(Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    public bool Holds(double number, double wanted) => Sign switch
    {
        "=" => number == wanted,
        "!=" => number != wanted,
        "<" => number < wanted,
        "<=" => number <= wanted,
        ">" => number > wanted,
        _ => number >= wanted,
    };
}

/// <summary>Reads conditions.</summary>
internal static class Conditions
{
    // Longer signs first: '<=' begins with '<'.
    private static readonly string[] Signs = ["!=", "<=", ">=", "=", "<", ">"];

    public static Condition? Read(string text)
    {
        foreach (var sign in Signs)
        {
            var at = text.IndexOf(sign, StringComparison.Ordinal);
            if (at < 0) continue;
            var (column, value) = (text[..at].Trim(), text[(at + sign.Length)..].Trim());
            return column.Length > 0 && value.Length > 0 ? new(column, sign, value) : null;
        }
        return null;
    }

    public static IEnumerable<Violation> Violations(ImmutableArray<string> texts) =>
        texts.Where(t => Read(t) is null)
            .Select(t => new Violation("where", $"'{t}' is no condition.", "Write a column, a sign and a value: time <= 10."));
}
