using System.Collections.Immutable;
using Pipelines.Pipeline.Experiments;
using Pipelines.Stages;
using Pipelines.Stages.Checks;

namespace Pipelines.Pipeline.Explanations;

/// <summary>Which settings of a point are not those of another, in the words of experiment files.</summary>
internal static class SettingChanges
{
    /// <summary>Common keys that no stage reads.</summary>
    private static readonly ImmutableHashSet<string> Names = ["experiment", "system", "title", "description", "replicates"];

    /// <summary>Differences that may concern a stage.</summary>
    public static ImmutableArray<Change> Between(ImmutableArray<ResolvedSetting> before, ImmutableArray<ResolvedSetting> after)
    {
        var old = before.ToDictionary(s => s.Path, s => s.Value);
        var now = after.Select(s => s.Path).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. after.Where(s => !Names.Contains(s.Path) && old.GetValueOrDefault(s.Path) != s.Value)
                .Select(s => new Change(ChangeKind.Setting, s.Path, old.GetValueOrDefault(s.Path, Change.Absent), s.Value, Place(s.Origin))),
            .. before.Where(s => !Names.Contains(s.Path) && !now.Contains(s.Path))
                .Select(s => new Change(ChangeKind.Setting, s.Path, s.Value, Change.Absent)),
        ];
    }

    /// <summary>Checks that are new, gone or not what they were.</summary>
    public static ImmutableArray<Change> Checks(ExperimentDefinition before, ExperimentDefinition after)
    {
        var (old, now) = (ChecksOf(before), ChecksOf(after));
        return
        [
            .. now.Where(c => old.GetValueOrDefault(c.Key).Canonical != c.Value.Canonical)
                .Select(c => new Change(
                    ChangeKind.Check,
                    c.Key,
                    old.GetValueOrDefault(c.Key).Node?.ToString() ?? Change.Absent,
                    c.Value.Node.ToString(),
                    Place(SettingOrigin.Of(c.Value.Node.Location)))),
            .. old.Where(c => !now.ContainsKey(c.Key)).Select(c => new Change(ChangeKind.Check, c.Key, c.Value.Node.ToString(), Change.Absent)),
        ];
    }

    /// <summary>File and line, without the column: the line is what people look for.</summary>
    public static string Place(SettingOrigin origin) => origin.Match(
        file: o => FormattableString.Invariant($"{o.Location.Source.Name}:{o.Location.Line}"), commandLine: _ => origin.ToString(),
        @default: _ => "default");

    /// <summary>Each check by its name, with what it was read from and the text that means the same for the same check.</summary>
    private static Dictionary<string, (ConfigNode Node, string Canonical)> ChecksOf(ExperimentDefinition experiment)
    {
        var nodes = experiment.Root.Find("checks")?.Value is ConfigNode.Sequence list ? list.Items : [];
        var checks = new Dictionary<string, (ConfigNode, string)>(StringComparer.Ordinal);
        foreach (var (check, node) in experiment.Checks.Cast<CheckSettings>().Zip(nodes)) checks[check.Name] = (node, Canonical.Encode(check));
        return checks;
    }
}
