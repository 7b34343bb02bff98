using System.Collections.Immutable;
using Pipelines.Stages.Settings;

namespace Pipelines.Pipeline.Experiments;

/// <summary>An experiment file, read and found free of errors in every single value; a value that everything else starts from.</summary>
/// <remarks>
/// Conditions that only some combinations of swept values break are found by <see cref="Points"/>.
/// </remarks>
internal sealed class ExperimentDefinition
{
    private readonly SettingType.Group type;
    private readonly ConfigNode.Mapping node;
    private readonly BoundGroups shared;

    internal ExperimentDefinition(
        ExperimentHeader header, Sweep sweep, IResultSettings results, SettingType.Group type, ConfigNode.Mapping node, ConfigNode.Mapping root)
    {
        (Header, Sweep, Checks, Figures, Root) = (header, sweep, results.AllChecks, results.AllFigures, root);
        (this.type, this.node, shared) = (type, node, new(node));
        Columns = [.. sweep.Settings.Select(s => SweptValue.Column(type, node, s))];
    }

    public ExperimentHeader Header { get; }

    public Sweep Sweep { get; }

    /// <summary>Bound items of <c>checks:</c>, of the registry's type.</summary>
    public ImmutableArray<object> Checks { get; }

    /// <summary>Bound items of <c>figures:</c>, of the registry's type.</summary>
    public ImmutableArray<object> Figures { get; }

    /// <summary>The swept settings as columns.</summary>
    public ImmutableArray<SweptColumn> Columns { get; }

    /// <summary>The whole file with all <c>--set</c> in place.</summary>
    public ConfigNode.Mapping Root { get; }

    /// <summary>The file as it is written, where <see cref="Root"/> leaves out what is wrong with it.</summary>
    internal ConfigNode.Mapping Written { get => field ?? Root; init; }

    /// <summary>Number of points.</summary>
    public int Count => Sweep.Count * Header.Replicates;

    /// <summary>The path is that of a setting of the system, in whichever case of a group.</summary>
    internal bool HasSetting(string path) => SettingPath.Find(type, path) is not null;

    /// <summary>Every point in the order of <see cref="Point.Index"/>, made as it is asked for; a point whose combination of values is not possible
    /// is its errors.</summary>
    public IEnumerable<Checked<Point>> Points() => Enumerable.Range(0, Count).Select(PointAt);

    /// <summary>Every setting that holds at a point of this experiment, the common ones first, with its value and origin.</summary>
    public ImmutableArray<ResolvedSetting> Resolve(Point point)
    {
        ArgumentNullException.ThrowIfNull(point);
        return
        [
            .. ResolvedSettings.Of(SettingTypes.Group(typeof(ExperimentHeader)), Header, Root),
            .. ResolvedSettings.Of(type, point.Settings, point.Node),
        ];
    }

    /// <summary>One point.</summary>
    public Checked<Point> PointAt(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        var errors = new ConfigErrors();
        var (replicate, configuration) = Math.DivRem(index, Sweep.Count);
        if (Sweep.Substitute(node, configuration, errors) is not { } settings) return errors.Else<Point>(null);
        if (SettingsBinder.Bind(errors, type, settings, shared) is not { } record) return errors.Else<Point>(null);
        var swept = Sweep.Settings.Select((s, i) => SweptValue.Of(type, record, settings, s, Columns[i]));
        return errors.Else(new Point(index, configuration, replicate, [.. swept], record, settings));
    }
}
