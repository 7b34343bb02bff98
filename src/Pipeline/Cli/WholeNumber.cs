using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Pipelines.Pipeline.Cli;

/// <summary>Options that take a whole number.</summary>
internal static class WholeNumber
{
    /// <param name="name">With its dashes.</param>
    /// <param name="summary">One line.</param>
    /// <param name="smallest">Smallest permitted value.</param>
    /// <param name="value">The value when it is left out.</param>
    public static Option<int> Option(string name, string summary, int smallest, int value) => new(name)
    {
        Description = summary,
        HelpName = "NUMBER",
        DefaultValueFactory = _ => value,
        CustomParser = result => Parse(result, name, smallest) ?? value,
    };

    /// <summary>One that has no value when it is left out.</summary>
    public static Option<int?> Option(string name, string summary, int smallest) => new(name)
    {
        Description = summary,
        HelpName = "NUMBER",
        CustomParser = result => Parse(result, name, smallest),
    };

    private static int? Parse(ArgumentResult result, string name, int smallest)
    {
        var text = result.Tokens[^1].Value;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= smallest) return number;
        result.AddError($"'{name}' takes a whole number of at least {smallest}, not '{text}'.");
        return null;
    }
}
