using System.Collections.Immutable;

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
