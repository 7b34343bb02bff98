using System.Collections.Immutable;
using Pipelines.Pipeline.Experiments;
using Pipelines.Stages;
using Pipelines.Stages.Checks;
using Pipelines.Stages.GaussianMixture;
using Pipelines.Stages.MeanFieldHinge;
using Pipelines.Stages.QuenchingActivation;

namespace Pipelines.Pipeline.Composition;

/// <summary>The systems that experiment files can name.</summary>
/// <param name="all">Every one, under names that differ.</param>
public sealed class Systems(ImmutableArray<SystemDefinition> all)
{
    /// <summary>The systems of this build: a new one is a line here. A user's own are added with <see cref="With"/>.</summary>
    public static Systems BuiltIn { get; } = new([HingeSystem.Definition, MixtureSystem.Definition, QuenchingSystem.Definition]);

    public ImmutableArray<SystemDefinition> All { get; } = all;

    /// <summary>The settings of each system, as experiment files write them.</summary>
    public SettingsRegistry Registry { get; } = new(all.Select(s => KeyValuePair.Create(s.Name, s.Settings)), typeof(CheckSettings), typeof(Figures.Entries.FigureSettings));

    /// <summary>These systems and some more.</summary>
    /// <exception cref="ArgumentException">Two systems have one name.</exception>
    public Systems With(params IEnumerable<SystemDefinition> more) => new([.. All, .. more]);

    public SystemDefinition Find(string name) => All.First(s => s.Name == name);
}
