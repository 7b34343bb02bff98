using System.ComponentModel;
using System.Diagnostics;
using Pipelines.Model.QuenchingActivation.Data;
using Pipelines.Model.QuenchingActivation.Population;

namespace Pipelines.Model.QuenchingActivation.Training;

/// <summary>What a two-layer network is trained on and which of its weights move.</summary>
/// <remarks>
/// dθ/dt = -grad of the objective, the full gradient with its factor 2. The paper's eq. 5 descends half the risk: its time is twice ours.
/// </remarks>
public sealed record TrainingProblem
{
    public TrainingProblem(TrainingObjective objective, OutputScaling scaling, TrainedLayers trained = TrainedLayers.Both)
    {
        ArgumentNullException.ThrowIfNull(objective);
        scaling.Factor(1);
        if (!Enum.IsDefined(trained))
            throw new ArgumentOutOfRangeException(nameof(trained), trained, "trained must be both layers or the outer only.");
        (Objective, Scaling, Trained) = (objective, scaling, trained);
    }

    public TrainingObjective Objective { get; }

    public OutputScaling Scaling { get; }

    public TrainedLayers Trained { get; }

    internal IRiskGradient Evaluator(int hiddenUnits, int threads) => Objective.Match<IRiskGradient>(
        population: p => p.Risk.Evaluator(Scaling, hiddenUnits, threads),
        empirical: e => new EmpiricalEvaluator(new SampleBlock(e.Samples, 0, e.Samples.Count), e.Activation, Scaling, hiddenUnits, threads));

    /// <summary>The batches of an epoch: rows in stored order, the last batch short.</summary>
    internal IRiskGradient[] BatchEvaluators(int batchSize, int hiddenUnits, int threads) => Objective.Match(
        population: _ => throw new ArgumentException("The population risk has no batches.", nameof(batchSize)),
        empirical: e => Enumerable.Range(0, (e.Samples.Count + batchSize - 1) / batchSize)
            .Select(batch => new SampleBlock(e.Samples, batch * batchSize, Math.Min(batchSize, e.Samples.Count - (batch * batchSize))))
            .Select(block => (IRiskGradient)new EmpiricalEvaluator(block, e.Activation, Scaling, hiddenUnits, threads))
            .ToArray());
}

/// <summary>Which weights training moves.</summary>
[WrittenAs("TrainedLayers")]
public enum TrainedLayers
{
    /// <summary>Both layers: the neural network.</summary>
    [Description("both layers: the neural network")]
    [WrittenAs("Both")]
    Both,

    /// <summary>The outer weights only: the random feature model, step by step. <c>RandomFeatureModel</c> solves it in closed form.</summary>
    [Description("the outer weights only: the random feature model, step by step")]
    [WrittenAs("OuterOnly")]
    OuterOnly,
}

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

        /// <summary>σ of the network.</summary>
        public Activation Activation { get; init; } = Activation.Default;
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
