using System.Collections.Immutable;
using Pipelines.Pipeline.Experiments;

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
            .. before.Where(s => !Names.Contains(s.Path) && !now.Contains(s.Path)).Select(s => new Change(ChangeKind.Setting, s.Path, s.Value, Change.Absent)),
        ];
    }

    /// <summary>Checks that are new, gone or not what they were.</summary>
    public static ImmutableArray<Change> Checks(Experiment before, Experiment after)
    {
        var (old, now) = (ChecksOf(before), ChecksOf(after));
        return
        [
            .. now.Where(c => old.GetValueOrDefault(c.Key).Text != c.Value.Text)
                .Select(c => new Change(ChangeKind.Check, c.Key, old.GetValueOrDefault(c.Key).Text ?? Change.Absent, c.Value.Text, Place(SettingOrigin.Of(c.Value.Mark)))),
            .. old.Where(c => !now.ContainsKey(c.Key)).Select(c => new Change(ChangeKind.Check, c.Key, c.Value.Text, Change.Absent)),
        ];
    }

    /// <summary>File and line, without the column: the line is what people look for.</summary>
    public static string Place(SettingOrigin origin) => origin.Match(
        file: o => FormattableString.Invariant($"{o.Mark.Source.Name}:{o.Mark.Line}"), commandLine: _ => origin.ToString(), @default: _ => "default");

    /// <summary>Each check by its name, as a text in which the order of keys means nothing.</summary>
    private static Dictionary<string, (string Text, Mark Mark)> ChecksOf(Experiment experiment)
    {
        var items = experiment.Root.Find("checks")?.Value is ConfigNode.Sequence list ? list.Items : [];
        var checks = new Dictionary<string, (string Text, Mark Mark)>(StringComparer.Ordinal);
        foreach (var item in items.OfType<ConfigNode.Mapping>())
        {
            if (item.Find("name")?.Value is ConfigNode.Scalar name) checks[name.Text] = (new ConfigNode.Mapping(item.Mark, [.. item.Entries.OrderBy(e => e.Key, StringComparer.Ordinal)]).ToString(), item.Mark);
        }
        return checks;
    }
}
