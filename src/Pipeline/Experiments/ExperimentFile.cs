using System.Collections.Immutable;
using Pipelines.Stages.Settings;

namespace Pipelines.Pipeline.Experiments;

/// <summary>From an experiment file's bytes and the command line's <c>--set</c> to an <see cref="Experiment"/>, or every error at once.</summary>
public static class ExperimentFile
{
    /// <param name="fileName">As the user gave it, for error messages.</param>
    /// <param name="bytes">The file's content.</param>
    /// <param name="overrides">The <c>path=value</c> of each <c>--set</c>, in order; later ones win.</param>
    /// <param name="registry">The systems that this build knows.</param>
    public static Checked<Experiment> Load(string fileName, ReadOnlySpan<byte> bytes, IEnumerable<string> overrides, SettingsRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(overrides);
        ArgumentNullException.ThrowIfNull(registry);
        var errors = new ConfigErrors();
        if (ExperimentText.Parse(fileName, bytes, errors) is not { } root) return errors.Else<Experiment>(null);
        foreach (var change in overrides.Select(o => Override.Parse(o, errors)).OfType<Override>().ToImmutableArray())
            root = change.Apply(root, registry, errors);
        return errors.Else(Bind(root, registry, errors));
    }

    private static Experiment? Bind(ConfigNode.Mapping root, SettingsRegistry registry, ConfigErrors errors)
    {
        var header = SettingsBinder.Bind(errors, registry.Header, Only(root, registry.Header), []) as ExperimentHeader;
        var results = SettingsBinder.Bind(errors, registry.Results, Only(root, registry.Results), []) as IResultSettings;
        var system = FindSystem(root, registry, errors);
        var sweep = new SweepReader(errors, registry.CommonKeys, system).Read(root.Find(SweepReader.Key));
        if (system is null) return null;
        var node = new ConfigNode.Mapping(root.Mark, [.. root.Entries.Where(e => !registry.CommonKeys.Contains(e.Key))]);
        CheckValues(system, node, sweep, registry, errors);
        if (header is null || results is null || errors.Count > 0) return null;
        if ((long)header.Replicates * sweep.Count <= Sweep.MostPoints) return new(header, sweep, results, system, node, root);
        errors.Add(root.Find("replicates")!.Value.Mark, $"{header.Replicates} replicates of {sweep.Count} configurations are more than the {Sweep.MostPoints} points that one experiment can have.");
        return null;
    }

    private static SettingType.Group? FindSystem(ConfigNode.Mapping root, SettingsRegistry registry, ConfigErrors errors)
    {
        if (root.Find("system") is not { } entry)
        {
            TellMistypedCommonKeys(root, registry, errors);
            return null;
        }
        // Anything but a text is told with the header.
        if (entry.Value is not ConfigNode.Scalar { Kind: ScalarKind.Text } name) return null;
        if (registry.Systems.TryGetValue(name.Text, out var system)) return system;
        errors.Add(name.Mark, $"There is no system {FlowText.Quote(name.Text)}.", "one of " + string.Join(", ", registry.Systems.Keys), Suggest.Sentence(name.Text, registry.Systems.Keys));
        return null;
    }

    // Without a system nobody knows the other keys, but one of these may be the mistyped 'system'.
    private static void TellMistypedCommonKeys(ConfigNode.Mapping root, SettingsRegistry registry, ConfigErrors errors)
    {
        var missing = registry.CommonKeys.Where(k => root.Find(k) is null).ToImmutableArray();
        foreach (var entry in root.Entries)
        {
            if (errors.IsFull) return;
            if (!registry.CommonKeys.Contains(entry.Key) && Suggest.Nearest(entry.Key, missing) is { } near)
                errors.Add(entry.KeyMark, $"There is no setting {FlowText.Quote(entry.Key)} here.", "one of " + string.Join(", ", registry.CommonKeys), $"did you mean '{near}'?");
        }
    }

    // Every swept value once, not every combination: that is what Experiment.Points is for.
    private static void CheckValues(SettingType.Group system, ConfigNode.Mapping node, Sweep sweep, SettingsRegistry registry, ConfigErrors errors)
    {
        if (!sweep.Axes.IsEmpty) SettingsBinder.CheckPart(errors, system, node, registry.CommonKeys);
        foreach (var configuration in sweep.Cross())
        {
            if (errors.IsFull) return;
            if (sweep.Substitute(node, configuration, errors) is { } settings) SettingsBinder.Bind(errors, system, settings, registry.CommonKeys);
        }
    }

    private static ConfigNode.Mapping Only(ConfigNode.Mapping root, SettingType.Group type) =>
        new(root.Mark, [.. root.Entries.Where(e => type.Settings.Any(s => s.Key == e.Key))]);
}
