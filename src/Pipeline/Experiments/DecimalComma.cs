namespace Pipelines.Pipeline.Experiments;

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
