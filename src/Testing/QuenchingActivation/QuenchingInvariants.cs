using System.Collections.Immutable;
using Pipelines.Model.QuenchingActivation;
using Pipelines.Stages.QuenchingActivation;

namespace Pipelines.Testing.QuenchingActivation;

/// <summary>The invariants of the quenching-activation system, also for activations of one's own.</summary>
public static class QuenchingInvariants
{
    /// <summary>Those of the built-in activations.</summary>
    public static ImmutableArray<Invariant> All { get; } = With([]);

    /// <summary>The same for the system that <see cref="QuenchingSystem.With"/> makes.</summary>
    /// <param name="activations">Activations that experiment files name beside the built-in ones.</param>
    /// <exception cref="ArgumentException">Two activations have one name.</exception>
    public static ImmutableArray<Invariant> With(ImmutableArray<Activation.Custom> activations)
    {
        var known = new QuenchingActivations(activations);
        return
        [
            .. QuenchingRiskInvariants.All.Concat(QuenchingNetworkInvariants.All).Concat(QuenchingDynamicsInvariants.All).Select(s => s.For(known)),
        ];
    }

    internal static QuenchingStatement Of(
        string name, string statement, string equation, string source, string tolerance, Action<QuenchingCase, Comparison> check) =>
        new(name, statement, equation, source, tolerance, check);
}

/// <summary>An invariant whose activations are not known yet. It says nothing about one that it is not told of.</summary>
internal sealed record QuenchingStatement(
    string Name, string Statement, string Equation, string Source, string Tolerance, Action<QuenchingCase, Comparison> Check)
{
    public Invariant For(QuenchingActivations activations) => new Invariant<QuenchingSettings>(
        Name, Statement, Equation, Source, Tolerance, (trial, comparison) =>
        {
            if (activations.Of(trial.Settings.Network) is not null) Check(new(trial, activations), comparison);
        })
    {
        Cases = QuenchingCase.Small(activations),
    };
}
