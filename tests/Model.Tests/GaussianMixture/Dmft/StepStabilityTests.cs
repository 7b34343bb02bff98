using Pipelines.Model.GaussianMixture;
using Pipelines.Model.GaussianMixture.Data;
using Pipelines.Model.GaussianMixture.Simulation;
using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.Tests.GaussianMixture.Dmft;

/// <summary>Simulations that start far out shrink just below the limit and grow just above it.</summary>
public sealed class StepStabilityTests
{
    private const int Dimension = 200;

    public static TheoryData<Mixture, MixtureActivation, MixtureLoss, double> Descents => new()
    {
        { Mixture.TwoClusters, new MixtureActivation.Linear(), new MixtureLoss.Quadratic(), 0.5 },
        { Mixture.TwoClusters, new MixtureActivation.Linear(), new MixtureLoss.Quadratic(), 3 },
        { Mixture.ThreeClusters, new MixtureActivation.Door(0.7), new MixtureLoss.Logistic(), 2 },
        { Lopsided, new MixtureActivation.Door(0.7), new MixtureLoss.Logistic(), 0.4 },
        { Unequal(0.2), new MixtureActivation.Linear(), new MixtureLoss.Quadratic(), 0.3 },
        { Unequal(2), new MixtureActivation.Linear(), new MixtureLoss.Quadratic(), 0.3 },
    };

    /// <summary>The samples of label −1 stand out along the signal.</summary>
    private static Mixture Lopsided { get; } = new([new(1.5, -1, 0.6), new(0, 1, 0.4)]);

    /// <summary>A third of the samples has more noise than the others; at a size of 2 the first axis stands out.</summary>
    private static Mixture Unequal(double size) => new(
    [
        new(DenseVector<double>.Copy([size, 0]), 1, 0.35), new(DenseVector<double>.Copy([-size, 0]), -1, 0.35),
        new(DenseVector<double>.Copy([0, size / 2]), 1, 0.3) { NoiseLevel = 2 },
    ]);

    [Theory]
    [MemberData(nameof(Descents))]
    public void Growth_begins_at_two(Mixture mixture, MixtureActivation activation, MixtureLoss loss, double noiseLevel)
    {
        MixtureProblem At(double rate) => new(mixture, activation, loss, 2, noiseLevel, 0, rate, new BatchRule.Full(), 1e6);
        var limit = 2 / StepStability.Of(At(1)).Growth;
        // Eigenvalues of 200 dimensions are within some d^(-2/3) = 3 % of their limit, signals within d^(-1/2) = 7 %.
        Assert.True(Norm(At(0.85 * limit)) < 1);
        Assert.True(Norm(At(1.15 * limit)) > 1);
    }

    /// <summary>Squares of centres may leave the range of doubles: no step is small enough then.</summary>
    [Fact]
    public void Centres_may_be_of_any_size()
    {
        var mixture = new Mixture([new(DenseVector<double>.Copy([1e160, 0.5]), 1, 0.5), new(DenseVector<double>.Copy([-1.2, 0.2]), -1, 0.5)]);
        var problem = new MixtureProblem(
            mixture, new MixtureActivation.Linear(), new MixtureLoss.Quadratic(), 2, 0.5, 0, 0.2, new BatchRule.Full(), 1);
        Assert.False(StepStability.Of(problem).IsBounded);
    }

    /// <summary>|w|² over its start after steps enough for the fastest direction to lead.</summary>
    private static double Norm(MixtureProblem problem)
    {
        var key = RandomKey.FromSeed(8);
        var data = MixtureSampling.Draw<double>(
            problem.Mixture, problem.NoiseLevel, problem.TrainingSamples(Dimension), Dimension, key.Fork("data"), 1);
        var simulation = new MixtureSimulation<double>(problem, data, key);
        var start = MixtureTraining.Start(simulation, new WeightStart.Free());
        var end = MixtureTraining.Advance(simulation, start, 100, _ => false, new MixtureTrainingWorkspace<double>(simulation, 1)).State;
        return Square(end.Weights) / Square(start.Weights);
    }

    private static double Square(DenseVector<double> weights) => weights.Span.ToArray().Sum(w => w * w);
}
