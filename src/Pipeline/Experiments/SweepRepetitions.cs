using System.Collections.Immutable;

namespace Pipelines.Pipeline.Experiments;

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

    /// <summary>A value in one spelling: 3 for 3.0, and what spaced values are rounded to where a whole number is needed.</summary>
    private static string Meant(ConfigNode value, bool isWhole)
    {
        if (value is not ConfigNode.Scalar { Kind: ScalarKind.Number } scalar) return value.ToString() ?? "";
        var number = PlainScalar.ToDouble(scalar.Text);
        return Expectation.Number(isWhole && scalar.Style == ScalarStyle.Spaced ? Math.Round(number, MidpointRounding.ToEven) : number);
    }
}
