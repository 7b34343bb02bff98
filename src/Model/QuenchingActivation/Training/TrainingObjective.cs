using System.Diagnostics;
using Pipelines.Model.QuenchingActivation.Data;
using Pipelines.Model.QuenchingActivation.Population;

namespace Pipelines.Model.QuenchingActivation.Training;

/// <summary>The risk that training descends.</summary>
public abstract record TrainingObjective
{
    private TrainingObjective() { }

    /// <summary>The population risk, in closed form.</summary>
    public sealed record Population(PopulationRisk Risk) : TrainingObjective
    {
        public PopulationRisk Risk { get; } = Risk ?? throw new ArgumentNullException(nameof(Risk));
    }

    /// <summary>The mean squared error on a finite sample.</summary>
    public sealed record Empirical(LabelledSamples Samples) : TrainingObjective
    {
        public LabelledSamples Samples { get; } = Samples ?? throw new ArgumentNullException(nameof(Samples));
    }

    public int InputDimension => Match(p => p.Risk.InputDimension, e => e.Samples.InputDimension);

    public T Match<T>(Func<Population, T> population, Func<Empirical, T> empirical)
    {
        ArgumentNullException.ThrowIfNull(population);
        ArgumentNullException.ThrowIfNull(empirical);
        return this switch
        {
            Population p => population(p),
            Empirical e => empirical(e),
            _ => throw new UnreachableException(),
        };
    }
}
