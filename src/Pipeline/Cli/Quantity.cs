using System.CommandLine;
using System.Globalization;

namespace Pipelines.Pipeline.Cli;

/// <summary>Options that take an amount with its unit.</summary>
internal static class Quantity
{
    private const string SomeTimes = "90s, 5m, 1.5h or 2d";

    /// <summary>More than any schedule or machine has.</summary>
    private const double Largest = 1e15;

    private static readonly Dictionary<string, double> Times = new(StringComparer.Ordinal) { ["s"] = 1, ["m"] = 60, ["h"] = 3600, ["d"] = 86400 };

    private static readonly Dictionary<string, double> Sizes = new(StringComparer.Ordinal) { ["K"] = 1 << 10, ["M"] = 1 << 20, ["G"] = 1 << 30, ["T"] = 1L << 40 };

    /// <summary>A duration such as 90s, 5m, 1.5h or 2d; a number alone is refused, since to schedulers that is minutes.</summary>
    public static Option<TimeSpan?> Time(string name, string summary) =>
        Option<TimeSpan?>(name, summary, "TIME", $"a time such as {SomeTimes}", text => Amount(text, Times) is > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : null);

    /// <summary>A duration that may be nothing; a number alone is seconds.</summary>
    public static Option<TimeSpan?> TimeOrSeconds(string name, string summary) => Option<TimeSpan?>(
        name, summary, "TIME", $"a time such as {SomeTimes}, or a number of seconds", text => (Number(text) ?? Amount(text, Times)) is { } seconds ? TimeSpan.FromSeconds(seconds) : null);

    /// <summary>Memory such as 500M or 4G, in powers of 1024 as schedulers count.</summary>
    public static Option<long?> Memory(string name, string summary) =>
        Option<long?>(name, summary, "SIZE", "a size such as 500M or 4G", text => Amount(text, Sizes) is > 0 and var bytes ? (long)bytes : null);

    private static Option<T?> Option<T>(string name, string summary, string helpName, string expected, Func<string, T?> parse) => new(name)
    {
        Description = summary,
        HelpName = helpName,
        CustomParser = result =>
        {
            if (parse(result.Tokens[^1].Value) is { } value) return value;
            result.AddError($"'{name}' takes {expected}, not '{result.Tokens[^1].Value}'.");
            return default;
        },
    };

    private static double? Amount(string text, Dictionary<string, double> units) =>
        text.Length > 0 && units.TryGetValue(text[^1..], out var unit) && Number(text[..^1]) * unit is < Largest and var amount ? amount : null;

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number < Largest ? number : null;
}
