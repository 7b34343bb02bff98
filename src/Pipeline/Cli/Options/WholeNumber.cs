using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Runs;

namespace Pipelines.Pipeline.Cli.Options;

/// <summary>Options that take a whole number.</summary>
internal static class WholeNumber
{
    /// <summary><c>--threads</c> of every verb that has it.</summary>
    public static Option<int> Threads() => Option(
        "--threads", "Processor threads to use; the results do not depend on it.", smallest: 1,
        value: Project.Default.Threads, OptionLimits.MostThreads);

    /// <param name="name">With its dashes.</param>
    /// <param name="summary">One line.</param>
    /// <param name="smallest">Smallest permitted value.</param>
    /// <param name="value">The value when it is left out.</param>
    /// <param name="largest">Largest permitted value.</param>
    public static Option<int> Option(string name, string summary, int smallest, int value, int largest = int.MaxValue) => new(name)
    {
        Description = summary,
        HelpName = "NUMBER",
        DefaultValueFactory = _ => value,
        CustomParser = result => Parse(result, name, smallest, largest) ?? value,
    };

    /// <summary>One that has no value when it is left out.</summary>
    public static Option<int?> Option(string name, string summary, int smallest, int largest = int.MaxValue) => new(name)
    {
        Description = summary,
        HelpName = "NUMBER",
        CustomParser = result => Parse(result, name, smallest, largest),
    };

    private static int? Parse(ArgumentResult result, string name, int smallest, int largest)
    {
        var text = result.Tokens[^1].Value;
        var isNumber = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number);
        if (isNumber && number >= smallest && number <= largest) return number;
        var isTooLarge = BigInteger.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var written) && written > largest;
        result.AddError($"'{name}' takes a whole number of at {(isTooLarge ? $"most {largest}" : $"least {smallest}")}, not '{text}'.");
        return null;
    }
}
