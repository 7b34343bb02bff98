using System.Globalization;

namespace Pipelines.Pipeline.Experiments;

/// <summary>Reads bare scalars: the same look means the same thing everywhere, in any culture.</summary>
/// <remarks>
/// YAML 1.2 core schema with decimal numbers only. Numbers that YAML 1.1 and 1.2 read differently (010, 1_000, 1:30, 0x1F) and the YAML words
/// for infinity and not-a-number are texts, so that a setting that wants a number refuses them.
/// </remarks>
internal static class PlainScalar
{
    /// <summary>Longest number; a double has 17 digits, and reading thousands costs time.</summary>
    public const int LongestNumber = 100;

    private const int DecimalDigits = 28;
    private const NumberStyles Decimal = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    public static ScalarKind KindOf(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => ScalarKind.Null,
        "true" or "True" or "TRUE" or "false" or "False" or "FALSE" => ScalarKind.Boolean,
        _ => text.Length <= LongestNumber && LooksLikeNumber(text) ? ScalarKind.Number : ScalarKind.Text,
    };

    /// <summary>The nearest double of a number's text; infinite or zero where the text is too large or too small.</summary>
    public static double ToDouble(string number) => double.Parse(number, Decimal, CultureInfo.InvariantCulture);

    /// <summary>The exact value of a number's text, if it is whole and has at most 28 digits: 1e3 and 5.0 are whole.</summary>
    public static bool TryWhole(string number, out decimal whole)
    {
        // decimal rounds what it cannot hold: many digits are counted, and 1e-30 (read as 0) shows in the double.
        return decimal.TryParse(number, Decimal, CultureInfo.InvariantCulture, out whole)
            && decimal.IsInteger(whole)
            && (double)whole == ToDouble(number)
            && SignificantDigits(number) <= DecimalDigits;
    }

    private static int SignificantDigits(string number)
    {
        var exponent = number.AsSpan().IndexOfAny('e', 'E');
        var mantissa = (exponent < 0 ? number : number[..exponent]).Replace(".", "", StringComparison.Ordinal);
        return mantissa.TrimStart('+', '-').Trim('0').Length;
    }

    private static bool LooksLikeNumber(ReadOnlySpan<char> text)
    {
        if (text[0] is '+' or '-') text = text[1..];
        var whole = Digits(text);
        if (whole > 1 && text[0] == '0') return false;
        text = text[whole..];
        var fraction = 0;
        if (text is ['.', ..])
        {
            fraction = Digits(text[1..]);
            text = text[(1 + fraction)..];
        }
        if (whole + fraction == 0) return false;
        if (text is not ['e' or 'E', ..]) return text.IsEmpty;
        text = text[1..];
        if (text is ['+' or '-', ..]) text = text[1..];
        return !text.IsEmpty && Digits(text) == text.Length;
    }

    private static int Digits(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? text.Length : end;
    }
}

/// <summary>A number with a decimal comma in a flow group, such as <c>{learningRate: 1,5}</c>: YAML reads a setting <c>learningRate: 1</c> and a key
/// <c>5</c>.</summary>
/// <param name="Whole">What stands before the comma.</param>
/// <param name="Fraction">What stands behind it.</param>
internal sealed record DecimalComma(ConfigNode.Scalar Whole, string Fraction)
{
    /// <summary>The number that the last entry and this key make together; null where they make none.</summary>
    /// <param name="before">The entries before the key.</param>
    /// <param name="key">The key.</param>
    /// <param name="value">What is written behind it.</param>
    public static DecimalComma? Of(IReadOnlyList<ConfigEntry> before, ConfigNode.Scalar key, ConfigNode value)
    {
        if (before.Count == 0 || value is not ConfigNode.Scalar { Text: "", Style: ScalarStyle.Plain }) return null;
        if (key.Style != ScalarStyle.Plain || key.Text.Length == 0 || !char.IsAsciiDigit(key.Text[0])) return null;
        if (before[^1].Value is not ConfigNode.Scalar { Kind: ScalarKind.Number } whole || whole.Text.Contains('.', StringComparison.Ordinal))
            return null;
        var isNext = key.Location.Line == whole.Location.Line && key.Location.Column == whole.Location.Column + whole.Text.Length + 1;
        return isNext && PlainScalar.KindOf($"{whole.Text}.{key.Text}") == ScalarKind.Number ? new(whole, key.Text) : null;
    }

    /// <summary>Tells it, and gives the number that was meant, so that reading goes on.</summary>
    public ConfigNode.Scalar Tell(ConfigErrors errors)
    {
        var thousands = Fraction.Length == 3 && Fraction.All(char.IsAsciiDigit) ? $", or {Whole.Text}{Fraction} without a comma" : "";
        errors.Add(
            Whole.Location, $"{Whole.Text},{Fraction} is not one number: a comma ends a setting here.",
            fix: $"write {Whole.Text}.{Fraction} with a decimal point{thousands}");
        return new(Whole.Location, $"{Whole.Text}.{Fraction}", ScalarStyle.Plain);
    }
}
