using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Pipelines.Model.Numerics;

namespace Pipelines.Pipeline.Experiments;

/// <summary>The values that one setting takes in a sweep: a closed union of those written out and those spaced evenly.</summary>
internal abstract record SweepValues
{
    private SweepValues() { }

    public int Count => this switch
    {
        Listed v => v.Values.Length,
        Spaced v => v.Length,
        _ => throw new UnreachableException(),
    };

    public sealed record Listed(ImmutableArray<ConfigNode> Values) : SweepValues;

    /// <summary><c>{lin: [first, last, count]}</c>, or <c>log</c>: equal ratios.</summary>
    /// <remarks>
    /// The ends are exactly as written. Values between are rounded, lin to 15 and log to 12 significant digits, so that {lin: [0, 1, 11]} has 0.3 and
    /// {log: [1, 1000, 4]} has 10: the error of exp(x log r) is |log r| units of rounding, up to 1e-13 between the smallest and the largest double.
    /// </remarks>
    public sealed record Spaced(SourceLocation Mark, bool IsLogarithmic, ConfigNode First, ConfigNode Last, int Length) : SweepValues
    {
        internal ConfigNode At(int index)
        {
            if (index == 0) return First;
            if (index == Length - 1) return Last;
            var (first, last, share) = (Number(First), Number(Last), (double)index / (Length - 1));
            var text = IsLogarithmic
                ? (first * Elementary.Exp(share * Elementary.Log(last / first))).ToString("G12", CultureInfo.InvariantCulture)
                : (first + (share * (last - first))).ToString("G15", CultureInfo.InvariantCulture);
            return new ConfigNode.Scalar(Mark, text, ScalarStyle.Spaced);
        }

        private static double Number(ConfigNode node) => PlainScalar.ToDouble(((ConfigNode.Scalar)node).Text);
    }

    /// <summary>One of the values, at the place where the sweep gives it.</summary>
    public ConfigNode this[int index] => this switch
    {
        Listed v => v.Values[index],
        Spaced v => v.At(index),
        _ => throw new UnreachableException(),
    };
}

/// <summary>Reads <c>lin: [first, last, count]</c> and <c>log: [first, last, count]</c>, in sweeps and in lists of numbers.</summary>
internal static class SpacedValues
{
    /// <summary>The only key of a group that stands for values, if it is one.</summary>
    public static ConfigEntry? Entry(ConfigNode node) =>
        node is ConfigNode.Mapping { Entries: [{ Key: "lin" or "log" } spacing] } ? spacing : null;

    /// <summary>The values; null, and an error, where they are none.</summary>
    /// <param name="errors">Where errors go.</param>
    /// <param name="spacing">The key with its three numbers.</param>
    /// <param name="alone">What to do where one value, for which VALUE stands, is written instead of three; empty for nothing.</param>
    public static SweepValues.Spaced? Read(ConfigErrors errors, ConfigEntry spacing, string alone)
    {
        if (spacing.Value is not ConfigNode.Sequence { Items: [var first, var last, var count] })
        {
            var meant = (spacing.Value as ConfigNode.Scalar)?.Text is { Length: < 40 } text ? text : "";
            return Wrong(
                spacing.Value, $"{spacing.Key} needs three numbers.",
                meant.Length == 0 ? "" : alone.Replace("VALUE", meant, StringComparison.Ordinal));
        }
        var isLogarithmic = spacing.Key == "log";
        if (FiniteNumber(first) is not { } from) return Wrong(first, $"The first value cannot be {FlowText.Quote(first)}.");
        if (FiniteNumber(last) is not { } to) return Wrong(last, $"The last value cannot be {FlowText.Quote(last)}.");
        if (isLogarithmic && !(from > 0 && to > 0))
            return Wrong(from > 0 ? last : first, "log spaces by equal ratios, so first and last must be above 0.");
        if (!double.IsFinite(isLogarithmic ? to / from : to - from)) return Wrong(last, "First and last are too far apart.");
        if (FiniteNumber(count) is not { } number || number != Math.Floor(number) || number is < 2 or > Sweep.MostPoints)
            return Wrong(count, $"The count must be a whole number of at least 2, not {FlowText.Quote(count)}.");
        return new(spacing.Value.Location, isLogarithmic, first, last, (int)number);

        SweepValues.Spaced? Wrong(ConfigNode place, string message, string fix = "")
        {
            errors.Add(place.Location, message, "[first, last, count]: two numbers and how many values, ends included", fix);
            return null;
        }
    }

    private static double? FiniteNumber(ConfigNode node) =>
        node is ConfigNode.Scalar { Kind: ScalarKind.Number } scalar && double.IsFinite(PlainScalar.ToDouble(scalar.Text))
            ? PlainScalar.ToDouble(scalar.Text)
            : null;
}

/// <summary>Tells values that a sweep has twice: each would count twice in every trend and mean, and have two verdicts.</summary>
internal static class SweepRepetitions
{
    /// <summary>At most one error an axis.</summary>
    public static IEnumerable<ConfigError> Of(ExperimentDefinition experiment)
    {
        var whole = experiment.Columns.Where(c => c.Type == typeof(long) || c.Type == typeof(ulong))
            .Select(c => c.Path).ToHashSet(StringComparer.Ordinal);
        return experiment.Sweep.Axes.Select(axis => ErrorOf(axis.Settings, whole)).OfType<ConfigError>();
    }

    private static ConfigError? ErrorOf(ImmutableArray<SweptSetting> settings, HashSet<string> whole)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < settings[0].Values.Count; i++)
        {
            var values = string.Join(" and ", settings.Select(s => Meant(s.Values[i], whole.Contains(s.Path))));
            if (seen.Add(values)) continue;
            var isSpaced = settings.All(s => s.Values is SweepValues.Spaced);
            return new(
                settings[0].Values[i].Location, $"{string.Join(" and ", settings.Select(s => s.Path))} would have one value twice: {values}.",
                Fix: isSpaced ? "ask for fewer values" : "keep one of the two; use replicates for independent repetitions");
        }
        return null;
    }

    /// <summary>A value in one spelling: 3 for 3.0, keys of a group in one order, and what spaced values are rounded to where a whole number is
    /// needed.</summary>
    private static string Meant(ConfigNode value, bool isWhole)
    {
        if (value is ConfigNode.Mapping group)
        {
            var entries = group.Entries.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => $"{e.Key}: {Meant(e.Value, false)}");
            return $"{{{string.Join(", ", entries)}}}";
        }
        if (value is ConfigNode.Sequence list) return $"[{string.Join(", ", list.Items.Select(item => Meant(item, false)))}]";
        if (value is not ConfigNode.Scalar { Kind: ScalarKind.Number } scalar) return value.ToString() ?? "";
        var number = PlainScalar.ToDouble(scalar.Text);
        return Expectation.Number(isWhole && scalar.Style == ScalarStyle.Spaced ? Math.Round(number, MidpointRounding.ToEven) : number);
    }
}
