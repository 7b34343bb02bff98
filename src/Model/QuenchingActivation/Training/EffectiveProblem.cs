using System.Collections.Immutable;
using Pipelines.Model.QuenchingActivation.Population;

namespace Pipelines.Model.QuenchingActivation.Training;

/// <summary>The effective dynamics of the quenching stage: background neurons follow the active ones at once (Ma, Wu, E 2020, section 3.2).</summary>
/// <remarks>
/// The outer weights of the background solve dR/da_B = 0: s² K_BB a_B = s y_B - s² K_BA a_A. The active outer weights and all inner
/// weights descend the risk at the combined weights, with the same factor 2 and the same time as the full flow.
/// </remarks>
public sealed record EffectiveProblem
{
    /// <param name="risk">The population risk.</param>
    /// <param name="scaling">s.</param>
    /// <param name="hiddenUnits">m.</param>
    /// <param name="active">Indices of the active neurons, strictly increasing; <c>ActiveSet.Find</c> finds them.</param>
    public EffectiveProblem(PopulationRisk risk, OutputScaling scaling, int hiddenUnits, ImmutableArray<int> active)
    {
        ArgumentNullException.ThrowIfNull(risk);
        scaling.Factor(1);
        if (active.IsDefault) throw new ArgumentException("active must be given, if only as an empty list.", nameof(active));
        for (var k = 0; k < active.Length; k++)
        {
            if (active[k] < 0 || active[k] >= hiddenUnits)
                throw new ArgumentOutOfRangeException(nameof(active), active[k], $"active must lie in [0, {hiddenUnits}).");
            if (k > 0 && active[k] <= active[k - 1]) throw new ArgumentException("active must increase strictly.", nameof(active));
        }
        (Risk, Scaling, HiddenUnits, Active) = (risk, scaling, hiddenUnits, active);
    }

    public PopulationRisk Risk { get; }

    public OutputScaling Scaling { get; }

    public int HiddenUnits { get; }

    public ImmutableArray<int> Active { get; }
}
