using System.Text.RegularExpressions;

namespace Pipelines.Pipeline.Storage;

/// <summary>Fields that the plain reading of numbers does not take.</summary>
internal static partial class CsvNumber
{
    private const int MostShown = 40;

    /// <summary>Infinities and flags as other programs write them; null for any other field.</summary>
    public static double? Word(ReadOnlySpan<char> field) =>
        Is(field, "true") ? 1
        : Is(field, "false") ? 0
        : Is(field, "inf") || Is(field, "+inf") ? double.PositiveInfinity
        : Is(field, "-inf") ? double.NegativeInfinity
        : null;

    /// <summary>The field is no number: its place, and the cause where it is a usual one.</summary>
    public static InvalidDataException Refusal(ReadOnlySpan<char> field, int line, string column) => new(field.IsEmpty
        ? $"Line {line}, column '{column}' is empty; every cell needs a number. Write one, or leave the row out."
        : $"Line {line}, column '{column}': '{Shown(field)}' is no number{Cause(field.ToString())}.");

    /// <summary>A word that stands for a value that is not there.</summary>
    public static bool IsMissing(ReadOnlySpan<char> field) => field is "NA" or "N/A" or "null" or "NULL" or "None";

    private static bool Is(ReadOnlySpan<char> field, string word) => field.Equals(word, StringComparison.OrdinalIgnoreCase);

    private static string Cause(string field) =>
        IsMissing(field) ? "; every cell needs one. Write it, or leave the row out"
        : DecimalComma().IsMatch(field) ? "; write a decimal point, and do not part thousands"
        : Spaced().IsMatch(field) ? "; part the columns by commas, not by spaces"
        : field.Contains('\n', StringComparison.Ordinal) ? "; a quotation mark that is not closed takes the lines below it. Close it"
        : "; write one";

    private static string Shown(ReadOnlySpan<char> field) => field.Length <= MostShown ? field.ToString() : $"{field[..MostShown]}...";

    [GeneratedRegex(@"^[+-]?[0-9.]*,[0-9.,]*([eE][+-]?[0-9]+)?$")]
    private static partial Regex DecimalComma();

    [GeneratedRegex(@"^[-+.0-9eE]+(\s+[-+.0-9eE]+)+$")]
    private static partial Regex Spaced();
}
