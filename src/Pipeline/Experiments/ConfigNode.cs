using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Pipelines.Pipeline.Experiments;

/// <summary>What an experiment file says before anyone asks what it means: a closed union of mappings, sequences and scalars that know their
/// place.</summary>
/// <remarks>Immutable; at most <see cref="ExperimentText.MaximumDepth"/> deep. An aliased node is shared.</remarks>
internal abstract class ConfigNode
{
    private ConfigNode(SourceLocation mark) => Location = mark;

    /// <summary>Where the value begins.</summary>
    public SourceLocation Location { get; }

    /// <summary>Keys with values, no key twice.</summary>
    public sealed class Mapping(SourceLocation mark, ImmutableArray<ConfigEntry> entries) : ConfigNode(mark)
    {
        public ImmutableArray<ConfigEntry> Entries { get; } = entries;

        public ConfigEntry? Find(string key)
        {
            foreach (var entry in Entries)
            {
                if (entry.Key == key) return entry;
            }
            return null;
        }
    }

    public sealed class Sequence(SourceLocation mark, ImmutableArray<ConfigNode> items) : ConfigNode(mark)
    {
        public ImmutableArray<ConfigNode> Items { get; } = items;
    }

    public sealed class Scalar(SourceLocation mark, string text, ScalarStyle style) : ConfigNode(mark)
    {
        public string Text { get; } = text;

        public ScalarStyle Style { get; } = style;

        /// <summary>Found out once: a point of a sweep asks for it again and again.</summary>
        public ScalarKind Kind { get; } = style == ScalarStyle.Quoted ? ScalarKind.Text : PlainScalar.KindOf(text);
    }

    public T Match<T>(Func<Mapping, T> mapping, Func<Sequence, T> sequence, Func<Scalar, T> scalar) => this switch
    {
        Mapping n => mapping(n),
        Sequence n => sequence(n),
        Scalar n => scalar(n),
        _ => throw new UnreachableException(),
    };

    /// <summary>The value on one line, as a flow-style file would write it.</summary>
    public override string ToString() => FlowText.Of(this);
}

/// <summary>One key of a mapping with its value.</summary>
internal sealed record ConfigEntry(string Key, SourceLocation KeyMark, ConfigNode Value);

/// <summary>What a scalar is by its look (YAML 1.2 core schema, decimal numbers only).</summary>
internal enum ScalarKind
{
    Null,
    Boolean,
    Number,
    Text,
}

/// <summary>How a scalar was written.</summary>
internal enum ScalarStyle
{
    /// <summary>Bare: a number, true, false, null or a text, by its look.</summary>
    Plain,

    /// <summary>In quotes or as a block: always a text.</summary>
    Quoted,

    /// <summary>A number made by <c>lin</c> or <c>log</c>: where a whole number is needed it stands for the nearest one.</summary>
    Spaced,
}

/// <summary>Nodes as JSON, as the schema sees a file and the manifest keeps it.</summary>
internal static class ConfigJson
{
    /// <summary>Numbers keep the text they were written with where JSON allows it.</summary>
    public static JsonNode? Of(ConfigNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return node.Match<JsonNode?>(
            mapping: m => new JsonObject(m.Entries.Select(e => KeyValuePair.Create(e.Key, Of(e.Value)))),
            sequence: s => new JsonArray([.. s.Items.Select(Of)]),
            scalar: Of);
    }

    private static JsonNode? Of(ConfigNode.Scalar scalar) => scalar.Kind switch
    {
        ScalarKind.Null => null,
        ScalarKind.Boolean => JsonValue.Create(scalar.Text[0] is 't' or 'T'),
        ScalarKind.Number => JsonNode.Parse(JsonNumber(scalar.Text)),
        _ => JsonValue.Create(scalar.Text),
    };

    // YAML writes +5, .5 and 5., which JSON does not.
    private static string JsonNumber(string text)
    {
        var sign = text[0] == '-' ? "-" : "";
        var digits = text.TrimStart('+', '-');
        if (digits[0] == '.') digits = "0" + digits;
        return sign + digits.Replace(".e", ".0e", StringComparison.OrdinalIgnoreCase) + (digits[^1] == '.' ? "0" : "");
    }
}

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
