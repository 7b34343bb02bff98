using System.Collections.Immutable;
using Pipelines.Pipeline.Experiments;
using Pipelines.Stages;
using Pipelines.Stages.Checks;
using Pipelines.Stages.GaussianMixture;
using Pipelines.Stages.MeanFieldHinge;
using Pipelines.Stages.QuenchingActivation;

namespace Pipelines.Pipeline.Composition;

/// <summary>The systems that this build knows: a new one is a line here.</summary>
public static class Systems
{
    public static ImmutableArray<SystemDefinition> All { get; } = [HingeSystem.Definition, MixtureSystem.Definition, QuenchingSystem.Definition];

    public static SettingsRegistry Registry { get; } =
        new(All.Select(s => KeyValuePair.Create(s.Name, s.Settings)), typeof(CheckSettings), typeof(Figures.Entries.FigureSettings));

    public static SystemDefinition Find(string name) => All.First(s => s.Name == name);
}
