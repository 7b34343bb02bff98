using System.Collections.Immutable;
using Pipelines.Stages.QuenchingActivation;

namespace Pipelines.Testing.QuenchingActivation;

/// <summary>The invariants of the quenching-activation system.</summary>
public static class QuenchingInvariants
{
    public static ImmutableArray<Invariant> All { get; } = [.. QuenchingRiskInvariants.All, .. QuenchingDynamicsInvariants.All];

    internal static Invariant Of(
        string name, string statement, string equation, string source, string tolerance, Action<QuenchingCase, Comparison> check) =>
        new Invariant<QuenchingSettings>(name, statement, equation, source, tolerance, (trial, comparison) => check(new(trial), comparison))
        {
            Cases = QuenchingCase.Small,
        };
}
