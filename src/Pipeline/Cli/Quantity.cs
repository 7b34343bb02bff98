using System.CommandLine;
using System.Globalization;

namespace Pipelines.Pipeline.Cli;

/// <summary>Options that take an amount with its unit.</summary>
internal static class Quantity
{
    private static readonly Dictionary<string, double> Times = new(StringComparer.Ordinal) { ["s"] = 1, ["m"] = 60, ["h"] = 3600, ["d"] = 86400 };

    private static readonly Dictionary<string, double> Sizes = new(StringComparer.Ordinal) { ["K"] = 1 << 10, ["M"] = 1 << 20, ["G"] = 1 << 30, ["T"] = 1L << 40 };

    /// <summary>A duration such as 90s, 5m, 1.5h or 2d.</summary>
    public static Option<TimeSpan?> Time(string name, string summary) =>
        Option<TimeSpan?>(name, summary, "TIME", Times, "a time such as 90s, 5m, 1.5h or 2d", seconds => TimeSpan.FromSeconds(seconds));

    /// <summary>Memory such as 500M or 4G, in powers of 1024 as schedulers count.</summary>
    public static Option<long?> Memory(string name, string summary) =>
        Option<long?>(name, summary, "SIZE", Sizes, "a size such as 500M or 4G", bytes => (long)bytes);

    private static Option<T?> Option<T>(string name, string summary, string helpName, Dictionary<string, double> units, string expected, Func<double, T> make) => new(name)
    {
        Description = summary,
        HelpName = helpName,
        CustomParser = result =>
        {
            var text = result.Tokens[^1].Value;
            var unit = text.Length > 0 ? units.GetValueOrDefault(text[^1..]) : 0;
            if (unit > 0 && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number > 0 && number * unit < 1e15)
                return make(number * unit);
            result.AddError($"'{name}' takes {expected}, not '{text}'.");
            return default;
        },
    };
}
