using System.Text.RegularExpressions;
using Pipelines.Stages.Settings;

namespace Pipelines.Pipeline.Experiments;

/// <summary>Binds single values; null after an error.</summary>
internal static class ScalarBinder
{
    public static object? Number(ConfigNode node, Setting setting, ConfigErrors errors)
    {
        if (NumberText(node, setting, errors, "a number") is not { } text) return null;
        var value = PlainScalar.ToDouble(text);
        if (double.IsInfinity(value)) return Fail(node, setting, errors, $"{text} is too large for a number of double precision.");
        if (value == 0 && text.AsSpan(0, Mantissa(text)).IndexOfAnyInRange('1', '9') >= 0)
            return Fail(node, setting, errors, $"{text} is too small for a number of double precision.", "write 0 if that is meant");
        return IsWithin(value, setting.Limits) ? value : Fail(node, setting, errors, $"{setting.Key} cannot be {text}.");
    }

    public static object? Integer(SettingType.Integer type, ConfigNode node, Setting setting, ConfigErrors errors)
    {
        if (NumberText(node, setting, errors, "a whole number") is not { } text) return null;
        var isSpaced = node is ConfigNode.Scalar { Style: ScalarStyle.Spaced };
        if (!PlainScalar.TryWhole(text, out var value))
        {
            var number = PlainScalar.ToDouble(text);
            if (Math.Abs(number) > 1e27) return Fail(node, setting, errors, $"{text} is too large for {setting.Key}.");
            if (!isSpaced) return Fail(node, setting, errors, $"{setting.Key} must be a whole number, not {text}.");
            value = (decimal)Math.Round(number, MidpointRounding.ToEven);
        }
        if (value < type.Minimum || value > type.Maximum || !IsWithin((double)value, setting.Limits))
            return Fail(node, setting, errors, $"{setting.Key} cannot be {text}.");
        return type.ClrType == typeof(int) ? (int)value : type.ClrType == typeof(long) ? (long)value : (object)(ulong)value;
    }

    public static object? Boolean(ConfigNode node, Setting setting, ConfigErrors errors)
    {
        if (node is not ConfigNode.Scalar scalar)
            return Fail(node, setting, errors, $"{setting.Key} must be true or false, not {FlowText.Quote(node)}.");
        if (scalar.Kind == ScalarKind.Boolean) return scalar.Text[0] is 't' or 'T';
        var fix = scalar.Text.ToLowerInvariant() switch
        {
            "yes" or "on" or "y" or "1" => "write true",
            "no" or "off" or "n" or "0" => "write false",
            "true" or "false" => "remove the quotes",
            _ => Suggest.Sentence(scalar.Text, ["true", "false"]),
        };
        return Fail(node, setting, errors, $"{setting.Key} must be true or false, not {FlowText.Quote(node)}.", fix);
    }

    public static object? Text(ConfigNode node, Setting setting, ConfigErrors errors)
    {
        if (node is not ConfigNode.Scalar scalar || scalar.Kind == ScalarKind.Null)
            return Fail(node, setting, errors, $"{setting.Key} must be a text, not {FlowText.Quote(node)}.");
        if (scalar.Kind == ScalarKind.Number && setting.Limits.TakesNumber) return scalar.Text;
        if (scalar.Kind != ScalarKind.Text)
        {
            return Fail(
                node, setting, errors, $"{setting.Key} must be a text, not {FlowText.Quote(node)}.",
                node.Location.Source?.IsCommandLine == true
                    ? $"put it in quotes, and these in others that the shell takes away: \"'{scalar.Text}'\""
                    : $"put it in quotes: '{scalar.Text}'");
        }
        if (setting.Limits.IsFileName && !SafeName.Is(scalar.Text))
            return Fail(
                node,
                setting,
                errors,
                $"{FlowText.Quote(scalar.Text)} cannot name a file or folder on every machine.",
                $"write '{SafeName.Nearest(scalar.Text)}'");
        var lineBreak = setting.Limits.IsProse ? -1 : scalar.Text.IndexOf('\n', StringComparison.Ordinal);
        if (lineBreak >= 0) return Fail(
            node, setting, errors, $"{UnsafeCharacters.Name(scalar.Text, lineBreak)} cannot stand in {setting.Key}.", "write the text on one line");
        return scalar.Text;
    }

    public static object? Choice(SettingType.Choice type, ConfigNode node, Setting setting, ConfigErrors errors)
    {
        if (errors.IsAt(node.Location)) return null;
        if (node is ConfigNode.Scalar { Kind: ScalarKind.Text } scalar)
        {
            var index = type.Names.IndexOf(scalar.Text);
            return index >= 0 ? type.Values[index]
                : Fail(node, setting, errors, $"{setting.Key} cannot be {FlowText.Quote(scalar.Text)}.", Suggest.Sentence(scalar.Text, type.Names));
        }
        return Fail(node, setting, errors, $"{setting.Key} cannot be {FlowText.Quote(node)}.");
    }

    private static string? NumberText(ConfigNode node, Setting setting, ConfigErrors errors, string wanted)
    {
        if (node is ConfigNode.Scalar { Kind: ScalarKind.Number } number) return number.Text;
        Fail(node, setting, errors, $"{setting.Key} must be {wanted}, not {FlowText.Quote(node)}.", NumberFix(node));
        return null;
    }

    private static string NumberFix(ConfigNode node)
    {
        if (node is ConfigNode.Sequence) return "to run every value of a list, move it to 'sweep:'";
        if (node is not ConfigNode.Scalar scalar || scalar.Text.Length is 0 or > 40) return "";
        if (PlainScalar.KindOf(scalar.Text) == ScalarKind.Number) return "remove the quotes";
        if (SpaceLookalikes.IndexIn(scalar.Text) is >= 0 and var odd
            && PlainScalar.KindOf(SpaceLookalikes.Replaced(scalar.Text).Trim()) == ScalarKind.Number)
            return $"write a plain space for the character U+{(int)scalar.Text[odd]:X4}: it only looks like one";
        var bare = Regex.Replace(scalar.Text, @"(?<=\d)[_, ](?=\d{3}(?!\d))", "");
        if (PlainScalar.KindOf(bare) == ScalarKind.Number) return $"write {bare}";
        if (bare.Count(c => c == ',') == 1 && PlainScalar.KindOf(bare.Replace(',', '.')) == ScalarKind.Number)
            return $"write {bare.Replace(',', '.')} with a decimal point";
        if (bare.TrimStart('-', '+', '.').ToLowerInvariant() is "inf" or "infinity" or "nan") return "only finite numbers are possible";
        var trimmed = bare.TrimStart('0');
        return trimmed.Length > 0 && trimmed != bare && PlainScalar.KindOf(trimmed) == ScalarKind.Number ? $"write {trimmed}" : "";
    }

    private static bool IsWithin(double value, SettingAttribute limits) =>
        (limits.ExclusiveMinimum ? value > limits.Minimum : value >= limits.Minimum)
        && (limits.ExclusiveMaximum ? value < limits.Maximum : value <= limits.Maximum);

    private static int Mantissa(string number)
    {
        var end = number.AsSpan().IndexOfAny('e', 'E');
        return end < 0 ? number.Length : end;
    }

    private static object? Fail(ConfigNode node, Setting setting, ConfigErrors errors, string message, string fix = "")
    {
        if (errors.IsFull) return null;
        var type = setting.Type is SettingType.List list && node is ConfigNode.Scalar ? list.Item : setting.Type;
        errors.Add(node.Location, message, Expectation.Of(type, setting.Limits), fix);
        return null;
    }
}
