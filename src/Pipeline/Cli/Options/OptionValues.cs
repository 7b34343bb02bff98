using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Figures.Svg;
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

/// <summary>Options that take an amount with its unit.</summary>
internal static class Quantity
{
    private const string SomeTimes = "90s, 5m, 1.5h or 2d";

    private static readonly Dictionary<string, double> Times = new(StringComparer.Ordinal) { ["s"] = 1, ["m"] = 60, ["h"] = 3600, ["d"] = 86400 };

    private static readonly Dictionary<string, double> Sizes = new(StringComparer.Ordinal)
    {
        ["K"] = 1 << 10,
        ["M"] = 1 << 20,
        ["G"] = 1 << 30,
        ["T"] = 1L << 40
    };

    /// <summary>A default in the words of these options.</summary>
    public static string Text(TimeSpan time) =>
        Times.Reverse().Where(u => time.TotalSeconds % u.Value == 0).Select(u => $"{time.TotalSeconds / u.Value}{u.Key}").First();

    /// <summary>A duration such as 90s, 5m, 1.5h or 2d; a number alone is refused, since to schedulers that is minutes.</summary>
    public static Option<TimeSpan?> Time(string name, string summary) => Option(
        name,
        summary,
        "TIME",
        $"a time such as {SomeTimes}",
        $"{OptionLimits.LongestTime.TotalDays}d",
        OptionLimits.LongestTime.TotalSeconds,
        text => Amount(text, Times) is { } seconds && seconds >= OptionLimits.ShortestTime.TotalSeconds ? seconds : null,
        TimeSpan.FromSeconds);

    /// <summary>A duration that may be nothing; a number alone is seconds.</summary>
    public static Option<TimeSpan?> TimeOrSeconds(string name, string summary) => Option(
        name,
        summary,
        "TIME",
        $"a time such as {SomeTimes}, or a number of seconds",
        $"{OptionLimits.LongestWait.TotalDays}d",
        OptionLimits.LongestWait.TotalSeconds,
        text => Number(text) ?? Amount(text, Times),
        TimeSpan.FromSeconds);

    /// <summary>Memory such as 500M or 4G, in powers of 1024 as schedulers count.</summary>
    public static Option<long?> Memory(string name, string summary) => Option(
        name,
        summary,
        "SIZE",
        "a size such as 500M or 4G",
        $"{OptionLimits.MostMemory >> 40}T",
        OptionLimits.MostMemory,
        text => Amount(text, Sizes) is >= 1 and var bytes ? bytes : null,
        bytes => (long)bytes);

    private static Option<T?> Option<T>(
        string name, string summary, string helpName, string expected, string largest, double most, Func<string, double?> parse, Func<double, T> make)
        where T : struct => new(name)
        {
            Description = summary,
            HelpName = helpName,
            CustomParser = result =>
            {
                var text = result.Tokens[^1].Value;
                var amount = parse(text);
                if (amount <= most) return make(amount.Value);
                result.AddError(amount is null ? $"'{name}' takes {expected}, not '{text}'." : $"'{name}' takes at most {largest}, not '{text}'.");
                return null;
            },
        };

    private static double? Amount(string text, Dictionary<string, double> units) =>
        text.Length > 0 && units.TryGetValue(text[^1..], out var unit) ? Number(text[..^1]) * unit : null;

    private static double? Number(string text) =>
        text.All(c => char.IsAsciiDigit(c) || c == '.')
            && double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}

/// <summary>Arguments and options that take one of a few words.</summary>
internal static class OneOf
{
    /// <param name="name">The argument.</param>
    /// <param name="summary">One line.</param>
    /// <param name="words">What may be written.</param>
    public static Argument<string> Argument(string name, string summary, params string[] words)
    {
        var argument = new Argument<string>(name) { Description = $"{summary} One of {string.Join(", ", words)}." };
        argument.CompletionSources.Add(words);
        argument.Validators.Add(result =>
        {
            var typed = result.Tokens[^1].Value;
            if (words.Contains(typed, StringComparer.Ordinal)) return;

            // The second line is the fix, see UsageErrors.
            result.AddError($"{CommandShape.Name(argument)} is one of {string.Join(", ", words)}, not '{typed}'.\n{Suggest.Sentence(typed, words)}");
        });
        return argument;
    }

    /// <param name="name">The option.</param>
    /// <param name="summary">One line.</param>
    /// <param name="helpName">What its value is called in help.</param>
    /// <param name="words">What may be written.</param>
    public static Option<string?> Option(string name, string summary, string helpName, params IReadOnlyList<string> words)
    {
        var option = new Option<string?>(name) { Description = $"{summary} One of {string.Join(", ", words)}.", HelpName = helpName };
        option.CompletionSources.Add([.. words]);
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 0 || words.Contains(result.Tokens[^1].Value, StringComparer.Ordinal)) return;
            result.AddError(
                $"'{name}' is one of {string.Join(", ", words)}, "
                    + $"not '{result.Tokens[^1].Value}'.\n{Suggest.Sentence(result.Tokens[^1].Value, words)}");
        });
        return option;
    }
}

/// <summary><c>--format svg,pdf,png</c>.</summary>
internal static class FormatOption
{
    private static readonly string[] Words = ["svg", "pdf", "png"];

    public static Option<string> Create()
    {
        var option = new Option<string>("--format")
        {
            Description = "Pictures of the figures: svg, which is always written, pdf (vectors with text) and png (300 dots per inch).",
            HelpName = "svg,pdf,png",
            DefaultValueFactory = _ => "svg",
        };
        option.Validators.Add(result =>
        {
            foreach (var unknown in result.Tokens.SelectMany(t => Split(t.Value)).Except(Words))
                result.AddError($"'--format' takes {string.Join(", ", Words)}, not '{unknown}'.");
            if (result.Tokens.SelectMany(t => Split(t.Value)).Any(w => w != "svg") && Picture.Problem() is { Length: > 0 } problem)
                result.AddError(problem);
        });
        return option;
    }

    public static ImmutableArray<FigureFormat> Of(ParseResult parsed, Option<string> option) =>
        [.. Split(parsed.GetRequiredValue(option)).Distinct().Where(w => w != "svg").Select(w => w == "pdf" ? FigureFormat.Pdf : FigureFormat.Png)];

    private static string[] Split(string words) => words.Split(',', StringSplitOptions.TrimEntries);
}
