using System.Collections.Immutable;
using Pipelines.Model.GaussianMixture;
using Pipelines.Stages.GaussianMixture;

namespace Pipelines.Testing.GaussianMixture;

/// <summary>The invariants of the Gaussian-mixture system, also for losses of one's own.</summary>
public static class MixtureInvariants
{
    /// <summary>Those of the built-in losses.</summary>
    public static ImmutableArray<Invariant> All { get; } = With([]);

    /// <summary>The same for the system that <see cref="MixtureSystem.With"/> makes.</summary>
    /// <param name="losses">Losses that experiment files name beside the built-in ones.</param>
    /// <exception cref="ArgumentException">Two losses have one name.</exception>
    public static ImmutableArray<Invariant> With(ImmutableArray<MixtureLoss.Custom> losses)
    {
        var known = new MixtureLosses(losses);
        return [.. MixtureDescentInvariants.All.Concat(MixtureDirectionInvariants.All).Concat(MixtureTheoryInvariants.All).Select(s => s.For(known))];
    }
}

/// <summary>An invariant whose losses are not known yet. It says nothing about a loss that it is not told of.</summary>
internal sealed record MixtureStatement(
    string Name, string Statement, string Equation, string Source, string Tolerance, Action<MixtureCase, Comparison> Check)
{
    public Invariant For(MixtureLosses losses) => new Invariant<MixtureSettings>(
        Name, Statement, Equation, Source, Tolerance, (trial, comparison) =>
        {
            if (losses.Find(trial.Settings.Training.Loss) is not null) Check(new(trial, losses), comparison);
        })
    {
        Cases = MixtureCase.Small(losses),
    };
}
