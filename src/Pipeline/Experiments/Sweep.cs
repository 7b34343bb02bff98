using System.Collections.Immutable;
using Pipelines.Stages.Settings;

namespace Pipelines.Pipeline.Experiments;

/// <summary>The configurations of an experiment: the grid over its axes, the first axis changing slowest, as nested loops in the order of the
/// file.</summary>
internal sealed record Sweep(ImmutableArray<SweepAxis> Axes)
{
    /// <summary>Most points of one experiment, replicates included.</summary>
    public const int MostPoints = 1_000_000;

    /// <summary>Number of configurations; 1 without axes.</summary>
    public int Count => Axes.Aggregate(1, (count, axis) => count * axis.Count);

    /// <summary>Every swept setting in the order of the file.</summary>
    public IEnumerable<SweptSetting> Settings => Axes.SelectMany(a => a.Settings);

    /// <summary>For each axis the index of its value in one configuration.</summary>
    public ImmutableArray<int> Indices(int configuration)
    {
        var indices = new int[Axes.Length];
        for (var axis = Axes.Length - 1; axis >= 0; axis--) (configuration, indices[axis]) = Math.DivRem(configuration, Axes[axis].Count);
        return ImmutableArray.Create(indices);
    }

    /// <summary>Configurations that between them hold every swept value at least once: one axis at a time, from the first configuration.</summary>
    internal IEnumerable<int> Cross()
    {
        yield return 0;
        var stride = Count;
        foreach (var axis in Axes)
        {
            stride /= axis.Count;
            for (var i = 1; i < axis.Count; i++) yield return i * stride;
        }
    }

    /// <summary>The settings of one configuration.</summary>
    /// <returns>null, with an error told, where a path leads through something that is not a group.</returns>
    internal ConfigNode.Mapping? Substitute(ConfigNode.Mapping settings, int configuration, ConfigErrors errors)
    {
        var indices = Indices(configuration);
        for (var axis = 0; axis < Axes.Length; axis++)
        {
            foreach (var swept in Axes[axis].Settings)
            {
                if (NodePath.With(settings, swept.Keys.AsSpan(), swept.Mark, swept.Values[indices[axis]]) is not { } changed)
                {
                    errors.Add(
                        swept.Mark,
                        $"{swept.Path} leads through a value that is not keys with values.",
                        fix: NodePath.GroupFix(settings, swept.Keys.AsSpan()));
                    return null;
                }
                settings = changed;
            }
        }
        return settings;
    }
}

/// <summary>Settings that change together: one, or the several of a <c>zip</c>; all have <see cref="Count"/> values.</summary>
internal sealed record SweepAxis(ImmutableArray<SweptSetting> Settings)
{
    public int Count => Settings[0].Values.Count;
}

/// <summary>One setting of a sweep.</summary>
/// <param name="Path">Dotted, e.g. <c>training.learningRate</c>; also the name of its column in result tables.</param>
/// <param name="Keys">The path's parts.</param>
/// <param name="Mark">Where the sweep names it.</param>
/// <param name="Values">What it becomes.</param>
internal sealed record SweptSetting(string Path, ImmutableArray<string> Keys, SourceLocation Mark, SweepValues Values);

/// <summary>Reads the <c>sweep:</c> part of an experiment file.</summary>
/// <remarks>Mutable (it remembers the paths seen), used once.</remarks>
internal sealed class SweepReader(ConfigErrors errors, ImmutableArray<string> commonKeys, SettingType.Group? system)
{
    public const string Key = "sweep";
    public const string Zip = "zip";

    /// <summary>Most swept settings; each point substitutes them all.</summary>
    public const int MostSettings = 100;

    private const string Wanted = "a list of values, {lin: [first, last, count]} or {log: [first, last, count]}";
    private readonly HashSet<string> paths = new(StringComparer.Ordinal);

    public Sweep Read(ConfigEntry? entry)
    {
        if (entry is null) return new([]);
        if (entry.Value is not ConfigNode.Mapping mapping)
        {
            errors.Add(
                entry.Value.Location,
                $"sweep must be keys with values, not {FlowText.Quote(entry.Value)}.",
                "settings with their values, e.g. training.learningRate: [0.1, 1]");
            return new([]);
        }
        var axes = mapping.Entries.SelectMany(e => e.Key == Zip ? ReadZips(e) : ReadAxis([e])).ToImmutableArray();
        return IsFeasible(axes, entry.KeyMark) ? new(axes) : new([]);
    }

    private IEnumerable<SweepAxis> ReadZips(ConfigEntry zip)
    {
        var groups = zip.Value is ConfigNode.Sequence { Items.Length: > 0 } several ? several.Items : [zip.Value];
        foreach (var group in groups)
        {
            if (group is ConfigNode.Mapping { Entries.Length: > 0 } mapping)
            {
                foreach (var axis in ReadAxis(mapping.Entries)) yield return axis;
            }
            else
            {
                errors.Add(
                    group.Location,
                    $"zip must be settings with lists of equal length, not {FlowText.Quote(group)}.",
                    fix: "write {training.learningRate: [1, 2], training.steps: [2000, 1000]}");
            }
        }
    }

    private IEnumerable<SweepAxis> ReadAxis(ImmutableArray<ConfigEntry> entries)
    {
        var settings = entries.Select(ReadSetting).OfType<SweptSetting>().ToImmutableArray();
        if (settings.Length < entries.Length) yield break;
        var odd = settings.FirstOrDefault(s => s.Values.Count != settings[0].Values.Count);
        if (odd is null) yield return new(settings);
        else errors.Add(
            odd.Mark,
            $"{odd.Path} has {odd.Values.Count} values and {settings[0].Path} {settings[0].Values.Count}; "
                + "settings that are zipped change together.",
            fix: "give both the same number of values");
    }

    private SweptSetting? ReadSetting(ConfigEntry entry)
    {
        var keys = ReadPath(entry);
        var values = ReadValues(entry);
        return keys is { } path && values is not null ? new(entry.Key, path, entry.KeyMark, values) : null;
    }

    private ImmutableArray<string>? ReadPath(ConfigEntry entry)
    {
        if (NodePath.Split(entry.Key) is not { } keys)
            errors.Add(entry.KeyMark, $"{FlowText.Quote(entry.Key)} is not the name of a setting.", fix: "write e.g. training.learningRate");
        else if (commonKeys.Contains(keys[0])) errors.Add(
            entry.KeyMark, $"{keys[0]} cannot be swept: it is one for the whole experiment.", fix: keys[0] == "seed" ? "use replicates" : "");
        else if (system is not null && SettingPath.IsUnionKey(system, entry.Key))
            errors.Add(
                entry.KeyMark,
                $"{entry.Key} says which other keys there are, so it cannot be swept alone.",
                fix: $"sweep the whole group: {string.Join('.', keys.SkipLast(1))}: [{{{keys[^1]}: ...}}, {{{keys[^1]}: ...}}]");
        else if (paths.Count > MostSettings) return null; // reported before
        else if (!paths.Add(entry.Key)) errors.Add(entry.KeyMark, $"{entry.Key} is swept twice.", fix: "keep one of the two");
        else if (paths.Count > MostSettings)
            errors.Add(entry.KeyMark, $"More than {MostSettings} settings are swept.", fix: "sweep whole groups, e.g. training: [{...}, {...}]");
        else return keys;
        return null;
    }

    private SweepValues? ReadValues(ConfigEntry entry)
    {
        if (entry.Value is ConfigNode.Sequence { Items.Length: > 0 } list) return new SweepValues.Listed(list.Items);
        if (entry.Value is not ConfigNode.Mapping { Entries: [var spacing] } || spacing.Key is not ("lin" or "log"))
        {
            var fix = entry.Value is ConfigNode.Mapping { Entries: [var other] } ? Suggest.Sentence(other.Key, ["lin", "log"])
                : entry.Value is ConfigNode.Scalar { Text.Length: < 40 } one ? $"write [{one.Text}]" : "";
            errors.Add(
                entry.Value.Location,
                $"{entry.Key} is swept over {(entry.Value is ConfigNode.Sequence ? "an empty list" : FlowText.Quote(entry.Value))}.",
                Wanted,
                fix);
            return null;
        }
        return SpacedValues.Read(errors, spacing, $"where {entry.Key} is to have this one value, write [{{{spacing.Key}: VALUE}}]");
    }

    private bool IsFeasible(ImmutableArray<SweepAxis> axes, SourceLocation place)
    {
        var swept = axes.SelectMany(a => a.Settings).ToImmutableArray();
        var inner = swept.FirstOrDefault(s => Enumerable.Range(1, s.Keys.Length - 1).Any(n => paths.Contains(string.Join('.', s.Keys.Take(n)))));
        if (inner is not null) errors.Add(
            inner.Mark, $"{inner.Path} is swept, and so is a group that it belongs to.", fix: "write the value into each value of the group");
        var points = axes.Aggregate(1.0, (count, axis) => count * axis.Count);
        if (points > Sweep.MostPoints)
            errors.Add(
                place,
                $"The sweep has {Expectation.Number(points)} points; one experiment can have {Sweep.MostPoints}.",
                fix: "split it into several experiments");
        return inner is null && points <= Sweep.MostPoints;
    }
}
