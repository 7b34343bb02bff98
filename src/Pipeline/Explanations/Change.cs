using System.Collections.Immutable;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Experiments;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Explanations;

/// <summary>One thing that is not as it was when a result was made.</summary>
/// <param name="Kind">What sort of thing.</param>
/// <param name="What">Path of a setting or of a file, name of a stage or of a run.</param>
/// <param name="Before">As it was; empty where there is no value.</param>
/// <param name="After">As it is; empty where there is no value.</param>
/// <param name="Place">Where the new value is written: <c>file:line</c>, a <c>--set</c>, or <c>default</c>; empty where it is written
/// nowhere.</param>
public sealed record Change(ChangeKind Kind, string What, string Before = "", string After = "", string Place = "")
{
    /// <summary>What a setting is called that the other experiment does not have.</summary>
    public const string Absent = "(absent)";

    /// <summary>For people.</summary>
    public string Sentence => Kind switch
    {
        ChangeKind.Setting => $"{What} {Before} -> {After}{Behind}",
        ChangeKind.Check => $"check {What} changed{Behind}",
        ChangeKind.Version => $"stage {What} version {Before} -> {After}",
        ChangeKind.GivenFile => $"given file {What} has other bytes: {Before} -> {After}{Behind}",
        ChangeKind.Columns => $"stage {What} leaves other columns",
        ChangeKind.Replicate => $"replicate {What} is new",
        ChangeKind.Upstream => $"upstream stage {What} changed",
        ChangeKind.Lost => $"the result that run {What} asked for is not stored: the run was stopped before it, or the result was damaged or removed",
        _ => "nothing like it has been computed on this store",
    };

    private string Behind => Place.Length > 0 ? $", {Place}" : "";
}

/// <summary>Sorts of <see cref="Change"/>.</summary>
public enum ChangeKind
{
    /// <summary>A setting has another value.</summary>
    Setting,

    /// <summary>A check of the experiment is another one.</summary>
    Check,

    /// <summary>The stage computes otherwise.</summary>
    Version,

    /// <summary>A file that the experiment names has other bytes.</summary>
    GivenFile,

    /// <summary>The stage leaves other columns under the same version.</summary>
    Columns,

    /// <summary>The replicate had not been asked for.</summary>
    Replicate,

    /// <summary>A stage that this one reads has another result.</summary>
    Upstream,

    /// <summary>The same was asked for, and its result is not there.</summary>
    Lost,

    /// <summary>There is nothing to compare with.</summary>
    First,
}

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
        foreach (var (check, node) in experiment.Checks.Zip(nodes)) checks[check.Name] = (node, Canonical.Encode(check));
        return checks;
    }
}

/// <summary>Why a stage of a point would do what it would do.</summary>
/// <param name="Node">The stage.</param>
/// <param name="Action">What would happen to it.</param>
/// <param name="Reason">The plan's own words.</param>
/// <param name="Changes">What is not as it was; empty unless the stage would run and keeps its result.</param>
/// <param name="Nearest">The earlier point that it was compared with, e.g. <c>point 3 of run ...</c>; empty where there is none.</param>
internal sealed record StageExplanation(StageNode Node, PlanAction Action, string Reason, ImmutableArray<Change> Changes, string Nearest)
{
    /// <summary>The same explanation has the same text.</summary>
    public string Sentence => Changes.IsEmpty ? Reason : string.Join("; ", Changes.Select(c => c.Sentence));
}
