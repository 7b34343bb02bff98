using System.Collections.Immutable;
using Pipelines.Stages.Checks;
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
        ExperimentHeader header, Sweep sweep, IResultSettings results, SettingType.Group type, ConfigNode.Mapping node, ConfigNode.Mapping root,
        Func<ExperimentDefinition, ImmutableArray<object>> defaultFigures)
    {
        (Header, Sweep, Checks, Root) = (header, sweep, results.Checks, root);
        (this.type, this.node, shared) = (type, node, new(node));
        Columns = [.. sweep.Settings.Select(s => SweptValue.Column(type, node, s))];
        Figures = HasOwnFigures ? results.AllFigures : defaultFigures(this);
    }

    public ExperimentHeader Header { get; }

    public Sweep Sweep { get; }

    public ImmutableArray<CheckSettings> Checks { get; }

    /// <summary>Bound items of <c>figures:</c>, of the registry's type; what the system's user looks at first where the file writes none.</summary>
    public ImmutableArray<object> Figures { get; }

    /// <summary>The file has a key <c>figures:</c>, be its list empty.</summary>
    public bool HasOwnFigures => Root.Find("figures") is not null;

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

    /// <summary>The checks that are evaluated at a point: those whose <see cref="CheckSettings.OnlyAt"/> holds there, or to which what is held
    /// elsewhere is relative.</summary>
    public ImmutableArray<CheckSettings> ChecksAt(Point point)
    {
        bool Holds(CheckSettings check) => check.Scope.All(condition => point.Written(condition.Setting) is { } text
            && (condition.IsMetBy(text) || (check.Base is { } other && other.Setting == condition.Setting && other.IsMetBy(text))));
        return Checks.All(Holds) ? Checks : [.. Checks.Where(Holds)];
    }

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

    /// <summary>The numbers that the file writes for a point, with their places.</summary>
    internal IEnumerable<(string Path, double Value, Setting Setting, SettingOrigin Place)> NumbersOf(Point point) =>
        from resolved in ResolvedSettings.Of(type, point.Settings, point.Node)
        let written = NodePath.Find(point.Node, resolved.Path)?.Value as ConfigNode.Scalar
        where written is { Kind: ScalarKind.Number }
        let setting = SettingPath.Find(type, resolved.Path)
        where setting is not null
        select (resolved.Path, PlainScalar.ToDouble(written.Text), setting, resolved.Origin);

    /// <summary>A point with another number in place of one of its own; null where that is no point.</summary>
    internal Point? With(Point point, string path, double value)
    {
        var errors = new ConfigErrors();
        var place = point.Node.Location;
        var number = new ConfigNode.Scalar(place, Expectation.Number(value), ScalarStyle.Plain);
        return NodePath.With(point.Node, path.Split('.'), place, number) is { } changed
            && SettingsBinder.Bind(errors, type, changed) is { } settings && errors.Count == 0
            ? point with { Settings = settings, Node = changed }
            : null;
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

/// <summary>The keys of an experiment file that mean the same for every system.</summary>
internal sealed record ExperimentHeader(
    [Setting("experiment", "name of the experiment and of its results folder", IsFileName = true, Example = "width")] string Experiment,
    [Setting("system", "what is computed; decides which other keys there are", Example = "mean-field-hinge")] string System,
    [Setting("seed", "the one number that all randomness comes from", Example = "1")] ulong Seed,
    [Setting("title", "one line above the report", Example = "Width of the network")] string? Title = null,
    [Setting("description", "what the experiment is for", IsProse = true, Example = "How the test error falls with the width.")]
    string? Description = null,
    [Setting("replicates", "independent repetitions of every point, with random numbers of their own", Minimum = 1, Maximum = 100_000, Example = "5")]
    int Replicates = 1);

/// <summary>What is made of the results.</summary>
internal interface IResultSettings
{
    ImmutableArray<CheckSettings> Checks { get; }

    ImmutableArray<object> AllFigures { get; }
}

/// <summary>The two lists of an experiment file that read results.</summary>
internal sealed record ResultSettings<TFigure>(
    [Setting("checks", "criteria that the results are held against", Example = "[{name: learns, value: trajectory.testError, atMost: 0.1}]")]
    ImmutableArray<CheckSettings> Checks = default,
    [Setting("figures", "figures drawn from result tables",
        Example = "[{name: learning-curve, panels: [{layers: [{draw: line, table: trajectory, y: testError}]}]}]")]
    ImmutableArray<TFigure> Figures = default) : IResultSettings
    where TFigure : notnull
{
    public ImmutableArray<object> AllFigures => [.. Figures];
}

/// <summary>One point of an experiment: everything that one run of its stages needs to know.</summary>
/// <param name="Index">Number of the point. Replicates are the outermost loop, so more replicates leave every number as it is.</param>
/// <param name="Configuration">Number of the combination of swept values; replicates of one combination share it.</param>
/// <param name="Replicate">From 0.</param>
/// <param name="Swept">Value of each swept setting, in the order of <see cref="ExperimentDefinition.Columns"/>: double, long, ulong, bool, string or
/// null.</param>
/// <param name="Settings">The system's settings record.</param>
/// <param name="Node">What the settings were read from, swept values in place; the origin of every value.</param>
internal sealed record Point(int Index, int Configuration, int Replicate, ImmutableArray<object?> Swept, object Settings, ConfigNode.Mapping Node)
{
    /// <summary>The text that is written for a setting; null where it has its default, or there is none.</summary>
    public string? Written(string setting) => NodePath.Find(Node, setting)?.Value is ConfigNode.Scalar scalar ? scalar.Text : null;
}
