using System.Collections.Immutable;
using Pipelines.Stages.Settings;

namespace Pipelines.Pipeline.Experiments;

/// <summary>What this build knows: the settings record of each system, and the record of figures.</summary>
/// <remarks>The types are read when the registry is made, so a record that cannot be bound is found at start, not by a user's file.</remarks>
internal sealed class SettingsRegistry
{
    /// <param name="systems">System name as files write it, with its settings record.</param>
    /// <param name="figure">The record or union of one item of <c>figures:</c>.</param>
    /// <exception cref="InvalidOperationException">Some type is not a settings record, or a system has a key that every experiment has.</exception>
    public SettingsRegistry(IEnumerable<KeyValuePair<string, Type>> systems, Type figure)
    {
        Systems = systems.ToImmutableSortedDictionary(s => s.Key, s => SettingTypes.Group(s.Value), StringComparer.Ordinal);
        Results = SettingTypes.Group(typeof(ResultSettings<>).MakeGenericType(figure));
        CommonKeys = [.. Header.Settings.Select(s => s.Key), Extension.Key, SweepReader.Key, .. Results.Settings.Select(s => s.Key)];
        var taken = Systems.FirstOrDefault(s => s.Value.Settings.Any(t => CommonKeys.Contains(t.Key)));
        if (taken.Key is not null) throw new InvalidOperationException($"{taken.Value.ClrType} has a setting with the name of a common key.");
    }

    public ImmutableSortedDictionary<string, SettingType.Group> Systems { get; }

    /// <summary>The group of <see cref="ExperimentHeader"/>.</summary>
    public SettingType.Group Header { get; } = SettingTypes.Group(typeof(ExperimentHeader));

    /// <summary>The group of <c>checks:</c> and <c>figures:</c>.</summary>
    public SettingType.Group Results { get; }

    /// <summary>Finds the names of tables and columns that an experiment's results cannot have, also where other things are wrong with it.</summary>
    internal Func<ExperimentDefinition, IEnumerable<ConfigError>> NameErrors { get; init; } = _ => [];

    /// <summary>The figures of an experiment that writes none.</summary>
    internal Func<ExperimentDefinition, ImmutableArray<object>> DefaultFigures { get; init; } = _ => [];

    /// <summary>Every key that is not of a system.</summary>
    public ImmutableArray<string> CommonKeys { get; }
}
