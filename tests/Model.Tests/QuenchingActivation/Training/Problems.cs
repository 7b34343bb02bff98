using Pipelines.Model.QuenchingActivation;
using Pipelines.Model.QuenchingActivation.Data;
using Pipelines.Model.QuenchingActivation.Population;
using Pipelines.Model.QuenchingActivation.Training;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.Tests.QuenchingActivation.Training;

/// <summary>Small training problems that the tests share.</summary>
internal static class Problems
{
    public static RandomKey Key { get; } = RandomKey.FromSeed(7);

    public static TrainingProblem Population(
        TargetFunction target, int inputDimension, OutputScaling scaling = OutputScaling.Conventional, TrainedLayers trained = TrainedLayers.Both) =>
        new(new TrainingObjective.Population(new PopulationRisk(target, inputDimension)), scaling, trained);

    public static TrainingProblem Empirical(
        int samples, int inputDimension, OutputScaling scaling = OutputScaling.Conventional, TrainedLayers trained = TrainedLayers.Both) =>
        new(new TrainingObjective.Empirical(Samples(samples, inputDimension)), scaling, trained);

    public static LabelledSamples Samples(int count, int inputDimension) =>
        LabelledSamples.Draw(Key.Fork("samples"), InputLaw.Gaussian, count, inputDimension, new TargetFunction.SingleNeuron());

    public static TwoLayerParameters Initial(int hiddenUnits, int inputDimension, double outerScale = 0.3) =>
        new Initialisation(InnerWeightLaw.Gaussian, new OuterWeightScale.Fixed(outerScale)).Draw(Key, hiddenUnits, inputDimension);

    public static TrainingSample Last(TrainingProblem problem, Optimiser optimiser, long steps, TwoLayerParameters initial) =>
        TrainingRun.Complete(problem, new TrainingPlan(optimiser, steps, [steps]), initial).Trajectory.Samples[^1];
}
