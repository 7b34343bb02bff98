using System.Collections.Immutable;
using Pipelines.Model.MeanFieldHinge.Losses;
using Pipelines.Stages.MeanFieldHinge;
using Pipelines.Testing.Cases;

namespace Pipelines.Testing.MeanFieldHinge;

/// <summary>The invariants of the mean-field hinge system, also for losses of one's own.</summary>
public static class HingeInvariants
{
    /// <summary>Those of the built-in losses.</summary>
    public static ImmutableArray<Invariant> All { get; } = With([]);

    /// <summary>The same for the system that <see cref="HingeSystem.With"/> makes.</summary>
    /// <param name="losses">Losses that experiment files name beside the built-in ones.</param>
    /// <exception cref="ArgumentException">Two losses have one name.</exception>
    public static ImmutableArray<Invariant> With(ImmutableArray<MarginLoss.Custom> losses)
    {
        var known = new HingeLosses(losses);
        return
        [
            .. HingeDescentInvariants.All.Concat(HingeDataInvariants.All).Concat(HingeClosureInvariants.All).Concat(HingeTheoryInvariants.All)
                .Select(s => s.For(known)),
        ];
    }
}

/// <summary>An invariant whose losses are not known yet. It says nothing about a loss that it is not told of.</summary>
internal sealed record HingeStatement(
    string Name, string Statement, string Equation, string Source, string Tolerance, Action<HingeCase, Comparison> Check,
    Func<HingeLosses, CaseSpace<HingeSettings>> Cases)
{
    public Invariant For(HingeLosses losses) => new Invariant<HingeSettings>(
        Name, Statement, Equation, Source, Tolerance, (trial, comparison) =>
        {
            if (losses.Find(trial.Settings.Training.Loss) is not null) Check(new(trial, losses), comparison);
        })
    {
        Cases = Cases(losses),
    };
}
