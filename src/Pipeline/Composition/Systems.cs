using System.Collections.Immutable;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Figures.Build;
using Pipelines.Stages;
using Pipelines.Stages.GaussianMixture;
using Pipelines.Stages.MeanFieldHinge;
using Pipelines.Stages.QuenchingActivation;
using Pipelines.Testing;

namespace Pipelines.Pipeline.Composition;

/// <summary>The systems that experiment files can name.</summary>
/// <param name="all">Every one, under names that differ.</param>
/// <exception cref="ArgumentException">Two have one name.</exception>
public sealed class Systems(ImmutableArray<SystemDefinition> all)
{
    /// <summary>The systems of this build: a new one is a line here. A user's own are added with
    /// <see cref="With(IReadOnlyList{SystemDefinition})"/>.</summary>
    public static Systems BuiltIn { get; } = new([HingeSystem.Definition, MixtureSystem.Definition, QuenchingSystem.Definition]);

    public ImmutableArray<SystemDefinition> All { get; } = all.DistinctBy(s => s.Name).Count() == all.Length
        ? all
        : throw new ArgumentException("Two systems have one name.", nameof(all));

    /// <summary>What <c>pipelines test</c> tries on their experiments.</summary>
    public InvariantSet Invariants { get; init; } = InvariantSet.BuiltIn;

    /// <summary>The settings of each system, as experiment files write them.</summary>
    internal SettingsRegistry Registry { get; } =
        new(all.Select(s => KeyValuePair.Create(s.Name, s.Settings)), typeof(Figures.Spec.FigureSettings))
        {
            DefaultFigures = experiment => [.. DefaultFigures.Of(experiment, all.First(s => s.Name == experiment.Header.System).Observables)],
            NameErrors = experiment => Planner.NameErrors(experiment, all.First(s => s.Name == experiment.Header.System), []),
        };

    /// <summary>These systems and some more; one under the name of one of these takes its place.</summary>
    /// <exception cref="ArgumentException">Two of <paramref name="more"/> have one name.</exception>
    public Systems With(params IReadOnlyList<SystemDefinition> more) =>
        new([.. All.Where(s => !more.Any(m => m.Name == s.Name)), .. more]) { Invariants = Invariants };

    /// <summary>These systems with more invariants; one is of every system with its settings record.</summary>
    /// <exception cref="ArgumentException">Two of one settings record have one name.</exception>
    public Systems With(params IReadOnlyList<Invariant> invariants) => new(All) { Invariants = Invariants.With([.. invariants]) };

    public SystemDefinition Find(string name) => All.First(s => s.Name == name);
}
