using System.CommandLine;
using System.Globalization;
using Pipelines.Pipeline.Composition;

namespace Pipelines.Pipeline.Cli.Options;

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
