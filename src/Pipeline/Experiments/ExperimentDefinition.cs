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
    private readonly ConfigNode.Mapping node;
    private readonly BoundGroups shared;

    internal ExperimentDefinition(
        ExperimentHeader header, Sweep sweep, IResultSettings results, SettingType.Group type, ConfigNode.Mapping node, ConfigNode.Mapping root,
        Func<ExperimentDefinition, ImmutableArray<object>> defaultFigures)
    {
        (Header, Sweep, Checks, Root) = (header, sweep, results.Checks, root);
        (Type, this.node, shared) = (type, node, new(node));
        Columns = [.. sweep.Settings.Select(s => SweptValue.Column(type, node, s))];
        Figures = HasOwnFigures ? results.AllFigures : defaultFigures(this);
    }

    public ExperimentHeader Header { get; }

    public Sweep Sweep { get; }

    /// <summary>The settings of its system.</summary>
    internal SettingType.Group Type { get; }

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
    internal bool HasSetting(string path) => SettingPath.Find(Type, path) is not null;

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
            .. ResolvedSettings.Of(Type, point.Settings, point.Node),
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
        if (SettingsBinder.Bind(errors, Type, settings, shared) is not { } record) return errors.Else<Point>(null);
        var swept = Sweep.Settings.Select((s, i) => SweptValue.Of(Type, record, settings, s, Columns[i]));
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

/// <summary>From an experiment file's bytes and the command line's <c>--set</c> to an <see cref="ExperimentDefinition"/>, or every error at
/// once.</summary>
internal static class ExperimentFile
{
    /// <param name="fileName">As the user gave it, for error messages.</param>
    /// <param name="bytes">The file's content.</param>
    /// <param name="overrides">The <c>path=value</c> of each <c>--set</c>, in order; later ones win.</param>
    /// <param name="registry">The systems that this build knows.</param>
    /// <param name="extended">The file that this one extends, the one that that extends, and so on.</param>
    public static Checked<ExperimentDefinition> Load(
        string fileName, ReadOnlySpan<byte> bytes, IEnumerable<string> overrides, SettingsRegistry registry,
        IReadOnlyList<ExtendedFile>? extended = null)
    {
        ArgumentNullException.ThrowIfNull(overrides);
        ArgumentNullException.ThrowIfNull(registry);
        var errors = new ConfigErrors();
        if (ExperimentText.Parse(fileName, bytes, errors) is not { } own) return errors.Else<ExperimentDefinition>(null);
        if (IsFiguresAlone(own, registry))
        {
            errors.Add(own.Location, "This is a file of figures alone, and not an experiment.", fix: $"'pipelines figure {fileName}' draws it");
            return errors.Else<ExperimentDefinition>(null);
        }
        if (Extended(own, extended ?? [], registry, errors) is not { } root) return errors.Else<ExperimentDefinition>(null);
        foreach (var change in overrides.Select(o => Override.Parse(o, errors)).OfType<Override>().ToImmutableArray())
            root = change.Apply(root, registry, errors);
        return errors.Else(Bind(root, registry, errors));
    }

    /// <summary>What <c>pipelines figure</c> reads: a text with figures that nothing could be run of.</summary>
    private static bool IsFiguresAlone(ConfigNode.Mapping own, SettingsRegistry registry) =>
        own.Find("figures") is not null && own.Find(Extension.Key) is null && own.Find(SweepReader.Key) is null
            && registry.Header.Settings.Where(s => s.IsRequired).All(s => own.Find(s.Key) is null);

    private static ConfigNode.Mapping? Extended(
        ConfigNode.Mapping own, IReadOnlyList<ExtendedFile> extended, SettingsRegistry registry, ConfigErrors errors)
    {
        if (own.Find(Extension.Key) is not { } extends) return own;
        if (extended.Count > 0 && Extension.Base(own) is not null)
        {
            return ExperimentText.Parse(extended[0].Name, extended[0].Text, errors) is { } parsed
                && Extended(parsed, [.. extended.Skip(1)], registry, errors) is { } below
                ? new Extension(registry, errors).Join(below, extended[0].Folder, own)
                : null;
        }
        errors.Add(
            extends.Value.Location,
            Extension.Base(own) is null ? $"{Extension.Key} names a file, not {FlowText.Quote(extends.Value)}."
                : $"{Extension.Key} is for files that are run; this text has to say everything itself.",
            "an experiment file (YAML), relative to this one");
        return null;
    }

    private static ExperimentDefinition? Bind(ConfigNode.Mapping written, SettingsRegistry registry, ConfigErrors errors)
    {
        var root = WithCommonKeys(written, registry, errors);
        var header = SettingsBinder.Bind(errors, registry.Header, Only(root, registry.Header)) as ExperimentHeader;
        var results = SettingsBinder.Bind(errors, registry.Results, Only(root, registry.Results)) as IResultSettings;
        var system = FindSystem(root, registry, errors);
        var before = errors.Count;
        var sweep = new SweepReader(errors, registry.CommonKeys, system).Read(root.Find(SweepReader.Key));
        var isWholeSweep = errors.Count == before;
        if (system is null) return null;
        var node = new ConfigNode.Mapping(root.Location, [.. root.Entries.Where(e => !registry.CommonKeys.Contains(e.Key))]);
        CheckValues(system, node, sweep, errors);
        if (header is null || results is null || errors.Count > 0)
        {
            if (isWholeSweep) TellNames(root, sweep, system, node, registry, errors);
            return null;
        }
        if ((long)header.Replicates * sweep.Count <= Sweep.MostPoints)
            return new(header, sweep, results, system, node, root, registry.DefaultFigures);
        errors.Add(
            root.Find("replicates")!.Value.Location,
            $"{header.Replicates} replicates of {sweep.Count} configurations are more than "
                + $"the {Sweep.MostPoints} points that one experiment can have.");
        return null;
    }

    // What reads results is judged by itself: other errors of the file are no reason to learn of a misspelt column later.
    private static void TellNames(
        ConfigNode.Mapping root, Sweep sweep, SettingType.Group system, ConfigNode.Mapping node, SettingsRegistry registry, ConfigErrors errors)
    {
        var sound = WithoutFaulty(root, registry.Results);
        if (SettingsBinder.Bind(new(), registry.Results, Only(sound, registry.Results)) is not IResultSettings results) return;
        var name = ((ConfigNode.Scalar)root.Find("system")!.Value).Text;
        var header = new ExperimentHeader("unnamed", name, 0);
        var experiment = new ExperimentDefinition(header, sweep, results, system, node, sound, _ => []) { Written = root };
        foreach (var error in registry.NameErrors(experiment)) errors.Add(error.Location, error.Message, error.Expected, error.Fix);
    }

    // The items of the lists that hold no error of their own.
    private static ConfigNode.Mapping WithoutFaulty(ConfigNode.Mapping root, SettingType.Group results) =>
        new(root.Location, [.. root.Entries.Select(entry =>
            results.Settings.Any(s => s.Key == entry.Key) && entry.Value is ConfigNode.Sequence list
                ? entry with { Value = Sound(entry, list, results) }
                : entry)]);

    private static ConfigNode.Sequence Sound(ConfigEntry entry, ConfigNode.Sequence list, SettingType.Group results) =>
        new(list.Location, [.. list.Items.Where(item => IsSound(entry, list.Location, item, results))]);

    private static bool IsSound(ConfigEntry entry, SourceLocation place, ConfigNode item, SettingType.Group results) =>
        SettingsBinder.Bind(new(), results, new(place, [entry with { Value = new ConfigNode.Sequence(place, [item]) }])) is not null;

    private static SettingType.Group? FindSystem(ConfigNode.Mapping root, SettingsRegistry registry, ConfigErrors errors)
    {
        // Anything but a text is reported with the header.
        if (root.Find("system")?.Value is not ConfigNode.Scalar { Kind: ScalarKind.Text } name) return null;
        if (registry.Systems.TryGetValue(name.Text, out var system)) return system;
        errors.Add(
            name.Location,
            $"There is no system {FlowText.Quote(name.Text)}.",
            "one of " + string.Join(", ", registry.Systems.Keys),
            Suggest.Sentence(name.Text, registry.Systems.Keys));
        return null;
    }

    // Mistyped common keys under their right names, with an error each. Other unknown keys are reported with the system's.
    private static ConfigNode.Mapping WithCommonKeys(ConfigNode.Mapping root, SettingsRegistry registry, ConfigErrors errors)
    {
        var ofSystem = root.Find("system")?.Value is ConfigNode.Scalar name && registry.Systems.TryGetValue(name.Text, out var system)
            ? system.Settings.Select(s => s.Key)
            : [];
        var known = registry.CommonKeys.Concat(ofSystem).ToImmutableArray();
        var free = known.Where(k => root.Find(k) is null).ToHashSet(StringComparer.Ordinal);
        var entries = root.Entries.ToBuilder();
        var looks = ConfigErrors.Limit;
        for (var i = 0; i < entries.Count && looks > 0; i++)
        {
            if (known.Contains(entries[i].Key)) continue;
            looks--;
            if (Suggest.Nearest(entries[i].Key, free) is not { } meant || !registry.CommonKeys.Contains(meant)) continue;
            UnknownKeys.Tell(errors, entries[i], known, $"did you mean '{meant}'?", meant);
            free.Remove(meant);
            entries[i] = entries[i] with { Key = meant };
        }
        return new(root.Location, entries.ToImmutable());
    }

    // Every swept value once, not every combination: that is what Experiment.Points is for.
    private static void CheckValues(SettingType.Group system, ConfigNode.Mapping node, Sweep sweep, ConfigErrors errors)
    {
        if (!sweep.Axes.IsEmpty) SettingsBinder.CheckPart(errors, system, node);
        var shared = new BoundGroups(node);
        foreach (var configuration in sweep.Cross())
        {
            if (errors.IsFull) return;
            if (sweep.Substitute(node, configuration, errors) is { } settings) SettingsBinder.Bind(errors, system, settings, shared);
        }
    }

    private static ConfigNode.Mapping Only(ConfigNode.Mapping root, SettingType.Group type) =>
        new(root.Location, [.. root.Entries.Where(e => type.Settings.Any(s => s.Key == e.Key))]);
}
