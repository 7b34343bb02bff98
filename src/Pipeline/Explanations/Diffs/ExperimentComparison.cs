using System.Collections.Immutable;
using System.Globalization;
using Pipelines.Pipeline.Experiments;

namespace Pipelines.Pipeline.Explanations.Diffs;

/// <summary>Holds two experiments against each other: every setting as it holds, the sweep, replicates and checks.</summary>
internal static class ExperimentComparison
{
    private const string Sweep = "sweep";

    /// <summary>A larger sweep is compared by its beginning and its size.</summary>
    private const int MostConfigurations = 10_000;

    /// <summary>What differs; title, description and figures are for readers and do not count.</summary>
    public static ImmutableArray<Change> Of(ExperimentDefinition before, ExperimentDefinition after) =>
    [
        .. Header("system", before.Header.System, after.Header.System),
        .. Header("replicates", $"{before.Header.Replicates}", $"{after.Header.Replicates}"),
        .. Header("number of configurations", $"{before.Sweep.Count}", $"{after.Sweep.Count}"),
        .. SettingChanges.Between(Settings(before), Settings(after)),
        .. Swept(before, after),
        .. SettingChanges.Checks(before, after),
    ];

    private static IEnumerable<Change> Header(string name, string before, string after) =>
        before == after ? [] : [new Change(ChangeKind.Setting, name, before, after)];

    /// <summary>Settings of the first point that no sweep varies.</summary>
    private static ImmutableArray<ResolvedSetting> Settings(ExperimentDefinition experiment)
    {
        var swept = experiment.Columns.Select(c => c.Path).ToList();
        var all = experiment.PointAt(0).Match(p => experiment.Resolve(p), _ => []);
        return [.. all.Where(s => !swept.Exists(p => s.Path == p || s.Path.StartsWith(p + ".", StringComparison.Ordinal)))];
    }

    private static IEnumerable<Change> Swept(ExperimentDefinition before, ExperimentDefinition after)
    {
        var (old, now) = (Axes(before), Axes(after));
        foreach (var (path, (values, mark)) in now)
        {
            var past = old.GetValueOrDefault(path).Values;
            if (past != values)
                yield return new(ChangeKind.Setting, $"{Sweep}.{path}", past ?? Change.Absent, values, SettingChanges.Place(SettingOrigin.Of(mark)));
        }
        foreach (var (path, (values, _)) in old.Where(a => !now.ContainsKey(a.Key)))
            yield return new(ChangeKind.Setting, $"{Sweep}.{path}", values, Change.Absent);
    }

    /// <summary>The values that each swept setting takes, in order: spelling and grouping of the sweep mean nothing.</summary>
    private static Dictionary<string, (string Values, SourceLocation Mark)> Axes(ExperimentDefinition experiment)
    {
        var points = Enumerable.Range(0, Math.Min(experiment.Sweep.Count, MostConfigurations))
            .Select(i => experiment.PointAt(i).Match<Point?>(p => p, _ => null)).OfType<Point>().ToList();
        return experiment.Sweep.Settings.Select((s, i) => (s.Path, Values: points.Select(p => Text(p.Swept[i])).Distinct(), s.Mark))
            .ToDictionary(a => a.Path, a => ($"[{string.Join(", ", a.Values)}]", a.Mark), StringComparer.Ordinal);
    }

    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : "null";
}
