using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;
using Pipelines.Model;
using Pipelines.Model.QuenchingActivation.Training;
using Pipelines.Stages.Settings;

namespace Pipelines.Stages.QuenchingActivation;

/// <summary>How the weights move. A step is a step of descent; the flow reports time divided by the learning rate as steps.</summary>
[WrittenAs("QuenchingTrainingSettings")]
public sealed record QuenchingTrainingSettings(
    [Setting("steps", "Last step; or give time", Minimum = 0, Symbol = "k", Example = "1000", InsteadOf = "time")] int? Steps = null,
    [Setting("learningRate", "Learning rate; or give effectiveLearningRate", Minimum = 0, ExclusiveMinimum = true, Symbol = "eta", Example = "0.01")]
    double? LearningRate = null,
    [Setting("effectiveLearningRate",
        "Learning rate per neuron, learningRate / hiddenUnits; or give learningRate", Minimum = 0, ExclusiveMinimum = true,
        Example = "0.001", InsteadOf = "learningRate")]
    double? EffectiveLearningRate = null,
    [Setting("time", "Last time, rounded to whole steps; or give steps", Unit = "steps × learning rate", Minimum = 0, Symbol = "t", Example = "100")]
    double? Time = null,
    [Setting("optimiser", "Method: the gradient flow costs 20 to 125 times fewer gradients than the literal descent", Example = "gradient-descent")]
    QuenchingOptimiser Optimiser = QuenchingOptimiser.GradientFlow,
    [Setting("layers", "Which weights move: both layers, or the outer only (the random feature model, literally)", Example = "outer-only")]
    TrainedLayers Layers = TrainedLayers.Both,
    [Setting("stopBelow", "Stop when the risk is below this; 0 never stops", Minimum = 0, Example = "1.0e-6")] double StopBelow = 0,
    [Setting("tolerance", "Relative tolerance of the flow; absent: 1e-4 on the population risk, 1e-3 on a sample", Minimum = 1e-14, Maximum = 0.1,
        Example = "1.0e-5")]
    double? Tolerance = null,
    [Setting("batchSize", "Rows of a batch, in stored order; absent: all of them", Minimum = 1, Example = "50", With = "optimiser: gradient-descent")]
    int? BatchSize = null,
    [Setting("activeAbove", "Magnitude above which a neuron counts as active", Minimum = 0, ExclusiveMinimum = true, Symbol = "mu", Example = "0.05")]
    double ActiveAbove = 0.1)
    : IValidatedSettings
{
    private const double MostSteps = 1e15;

    public IEnumerable<Violation> Violations()
    {
        if (Steps is null == Time is null)
            yield return new("steps", Steps is null ? "No end is given." : "Two ends are given.", "Give exactly one of steps and time.");
        if (Time / (LearningRate ?? EffectiveLearningRate) > MostSteps)
            yield return new("time", "The time holds more than 1e15 steps.", "Make time smaller or the learning rate larger.");
        if (LearningRate is null == EffectiveLearningRate is null)
        {
            yield return new(
                "learningRate",
                LearningRate is null ? "No learning rate is given." : "Two learning rates are given.",
                "Give exactly one of learningRate and effectiveLearningRate.");
        }
        if (BatchSize is not null && Optimiser == QuenchingOptimiser.GradientFlow)
            yield return new("batchSize", "The gradient flow has no batches.", "Choose another optimiser or leave batchSize out.");
        if (Tolerance is not null && Optimiser != QuenchingOptimiser.GradientFlow)
            yield return new("tolerance", "Only the gradient flow has a tolerance.", "Leave tolerance out.");
    }

    /// <summary>The learning rate, however it was given.</summary>
    internal double LearningRateFor(int hiddenUnits) => LearningRate ?? (EffectiveLearningRate!.Value * hiddenUnits);

    /// <summary>The last step, however it was given.</summary>
    internal long StepsFor(int hiddenUnits) => Steps ?? (long)Math.Round(Time!.Value / LearningRateFor(hiddenUnits));

    /// <summary>The same settings however they were given; the last step is the last recorded one, and is kept there.</summary>
    internal QuenchingTrainingSettings ResolvedFor(int hiddenUnits) =>
        this with { LearningRate = LearningRateFor(hiddenUnits), EffectiveLearningRate = null, Steps = null, Time = null };

    /// <summary>The model's plan for these settings; the last recorded step is the last one.</summary>
    internal TrainingPlan Plan(int hiddenUnits, bool isPopulation, ImmutableArray<long> recorded) => new(
        Method(LearningRateFor(hiddenUnits), Tolerance ?? (isPopulation ? 1e-4 : 1e-3)), recorded[^1], recorded, StopBelow, BatchSize);

    private Optimiser Method(double rate, double tolerance) => Optimiser switch
    {
        QuenchingOptimiser.GradientFlow => new Optimiser.GradientFlow(rate, tolerance),
        QuenchingOptimiser.GradientDescent => new Optimiser.GradientDescent(rate),
        QuenchingOptimiser.Momentum => new Optimiser.Momentum(rate),
        QuenchingOptimiser.Adam => new Optimiser.Adam(rate),
        _ => throw new UnreachableException(),
    };
}

/// <summary>Methods that move the weights.</summary>
[WrittenAs("QuenchingOptimiser")]
public enum QuenchingOptimiser
{
    /// <summary>The flow, by a stabilised Runge-Kutta method with error control.</summary>
    [Description("the flow, by a stabilised Runge-Kutta method with error control")]
    [WrittenAs("GradientFlow")]
    GradientFlow,

    /// <summary>Literal descent.</summary>
    [Description("literal descent")]
    [WrittenAs("GradientDescent")]
    GradientDescent,

    /// <summary>Descent with velocity 0.9.</summary>
    [Description("descent with velocity 0.9")]
    [WrittenAs("Momentum")]
    Momentum,

    /// <summary>Adam with its usual constants.</summary>
    [Description("Adam with its usual constants")]
    [WrittenAs("Adam")]
    Adam,
}
