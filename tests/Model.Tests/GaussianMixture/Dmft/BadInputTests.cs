using Pipelines.Model.GaussianMixture;
using Pipelines.Model.GaussianMixture.Data;
using Pipelines.Model.GaussianMixture.Dmft;
using Pipelines.Model.GaussianMixture.Dmft.Process;
using Pipelines.Model.GaussianMixture.Simulation;
using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.Tests.GaussianMixture.Dmft;

/// <summary>Bad input is refused with a message that names what is wrong; the exact limits are good input.</summary>
public sealed class BadInputTests
{
    private static readonly MixtureProblem Good = new(
        Mixture.TwoClusters, new MixtureActivation.Linear(), new MixtureLoss.Logistic(), 2, 0.5, 0, 0.2, new BatchRule.Full(), 1);

    private static readonly MixtureProblem Plane = Good with { Mixture = new([new(DenseVector<double>.Copy([1, 0.5]), 1, 1)]) };

    private static readonly DmftMethod March = new DmftMethod.CausalMarch(DmftSampling.For(Good, 64, 2), false);

    // What the message must contain, and what must be refused.
    public static TheoryData<string, Action> Refused => new()
    {
        { "SampleRatio", () => _ = Good with { SampleRatio = -0.1 } },
        { "SampleRatio", () => _ = Good with { SampleRatio = double.NaN } },
        { "SampleRatio", () => _ = Good with { SampleRatio = double.PositiveInfinity } },
        { "training samples", () => _ = (Good with { SampleRatio = 0.001 }).TrainingSamples(100) },
        { "NoiseLevel", () => _ = Good with { NoiseLevel = 0 } },
        { "NoiseLevel", () => _ = Good with { NoiseLevel = -1 } },
        { "LearningRate", () => _ = Good with { LearningRate = 0 } },
        { "LearningRate", () => _ = Good with { LearningRate = double.NaN } },
        { "Ridge", () => _ = Good with { Ridge = -1e-9 } },
        { "InitialVariance", () => _ = Good with { InitialVariance = -1 } },
        { "BatchFraction", () => _ = new BatchRule.Sgd(0) },
        { "BatchFraction", () => _ = new BatchRule.Sgd(1.01) },
        { "BatchFraction", () => _ = new BatchRule.Persistent(double.NaN, 1) },
        { "PersistenceTime", () => _ = new BatchRule.Persistent(0.5, 0) },
        { "PersistenceTime", () => _ = new BatchRule.Persistent(0.5, -1) },
        { "P(0 -> 1)", () => _ = Good with { Batch = new BatchRule.Persistent(0.9, 0.19) } },
        { "P(1 -> 0)", () => _ = Good with { Batch = new BatchRule.Persistent(0.1, 1 / 0.6) } },
        { "P(0 -> 1)", () => _ = (Good with { Batch = new BatchRule.Persistent(0.5, 0.2) }) with { LearningRate = 0.21 } },
        { "Activation", () => _ = new BatchRule.Chain(0.5, 1.1, 0.5) },
        { "Deactivation", () => _ = new BatchRule.Chain(0.5, 0.5, -0.1) },
        { "Threshold", () => _ = new MixtureActivation.Door(0) },
        { "Threshold", () => _ = new MixtureActivation.Door(-0.7) },
        { "Label", () => _ = new MixtureComponent(1, 0, 0.5) },
        { "Coefficient", () => _ = new MixtureComponent(double.NaN, 1, 0.5) },
        { "Probability", () => _ = new MixtureComponent(1, 1, 0) },
        { "add up to", () => _ = new Mixture([new(1, 1, 0.5), new(-1, -1, 0.4)]) },
        { "at least one component", () => _ = new Mixture([]) },
        { "name", () => _ = new MixtureLoss.Custom(" ", v => v, v => 1, v => 0) },
        { "Label 0 of sample 1", () => _ = Data(2, 3, 1, 0) },
        { "labels do not fit", () => _ = Data(2, 3, 1) },
        { "at least one sample", () => _ = Data(0, 3) },
        { "not a finite number", () => _ = new MixtureDataset<double>(DenseMatrix<double>.Copy(1, 1, [double.NaN]), DenseVector<double>.Copy([1])) },
        { "Mask row 1 has 2 entries", () => _ = new BatchMasks([BatchMask.All(3), BatchMask.All(2)]) },
        { "at least one row", () => _ = new BatchMasks([]) },
        { "Mask rows have 3 entries", () => MixtureTraining.Start(Simulation(new BatchRule.Given(new([BatchMask.All(3)]))), new WeightStart.Free()) },
        { "initial weights do not fit", () => MixtureTraining.Start(Simulation(), new WeightStart.Given(DenseVector<double>.Zeros(4))) },
        { "initial weight", () => MixtureTraining.Start(Simulation(), new WeightStart.Given(DenseVector<double>.Copy([1, double.NaN, 0]))) },
        { "Centre", () => _ = new MixtureComponent(DenseVector<double>.Copy([1, double.NaN]), 1, 0.5) },
        { "1 to 4 coordinates", () => _ = new MixtureComponent(DenseVector<double>.Zeros(5), 1, 1) },
        { "1 to 4 coordinates", () => _ = new MixtureComponent(DenseVector<double>.Empty, 1, 1) },
        { "NoiseLevel", () => _ = new MixtureComponent(1, 1, 0.5) { NoiseLevel = 0 } },
        { "has 2 coordinates, the first one 1", () => _ = new Mixture([new(1, 1, 0.5), new(DenseVector<double>.Copy([0, 1]), -1, 0.5)]) },
        { "2 overlaps", () => _ = new DmftProblem(Good, new DmftStart.Fixed(DenseVector<double>.Zeros(2)), 1) },
        { "give the overlaps", () => _ = new DmftProblem(Plane, new DmftStart.Mean(100), 1) },
        { "2 overlaps", () => MixtureTraining.Start(Simulation(), new WeightStart.Fixed(DenseVector<double>.Zeros(2))) },
        { "2 directions do not fit in 1 dim", () => MixtureSampling.Draw<double>(Plane.Mixture, 1, 3, 1, RandomKey.FromSeed(1), 1) },
        { "1 overlaps does not fit 2", () => _ = Theory(3) with { Descent = Plane } },
        { "has no direction", () => _ = new DmftProblem(Good, new DmftStart.Mean(100), 1) with { Descent = Plane } },
        { "1 overlaps do not fit", () => GeneralisationError.Of(Plane, 0.3, 1) },
        { "Magnetization", () => _ = new WeightStart.Fixed(double.NaN) },
        { "Magnetization", () => _ = new DmftStart.Fixed(double.PositiveInfinity) },
        { "Dimension", () => _ = new DmftStart.Mean(0) },
        { "Dimension", () => _ = new DmftStart.Average(-1, 16) },
        { "Nodes", () => _ = new DmftStart.Average(1000, 0) },
        { "Steps", () => _ = new DmftProblem(Good, new DmftStart.Fixed(0), -1) },
        { "no law", () => _ = new DmftProblem(Good with { Batch = new BatchRule.Given(new([BatchMask.All(3)])) }, new DmftStart.Fixed(0), 1) },
        { "Samples", () => _ = new DmftSampling(1, 2, false, new TangentRule.Probes()) },
        { "Samples must be even", () => _ = new DmftSampling(65, 2, true, new TangentRule.Probes()) },
        { "Samples must be even", () => _ = new DmftSampling(65, 2, false, new TangentRule.Probes()) with { MirrorPairs = true } },
        { "Replicates", () => _ = new DmftSampling(64, 0, false, new TangentRule.Probes()) },
        { "PivotTolerance", () => _ = new DmftSampling(64, 1, false, new TangentRule.Probes(), 0) },
        { "SobolDimensions", () => _ = new DmftSampling(64, 1, false, new TangentRule.Probes(), 1e-7, Sobol.MaximalDimensions + 1) },
        { "power of two", () => _ = new TangentRule.Probes(100) },
        { "Mixing", () => _ = new DmftMethod.DampedIteration(DmftSampling.For(Good, 64, 1), 0) },
        { "MaximumSweeps", () => _ = new DmftMethod.DampedIteration(DmftSampling.For(Good, 64, 1), 1, 1e-3, 0) },
        { "at most 150 steps", () => DmftSolver.Start(Theory(151), new DmftMethod.DampedIteration(DmftSampling.For(Good, 64, 1)), default) },
        {
            "at most 150 steps",
            () => DmftSolver.Start(Theory(151), new DmftMethod.CausalMarch(new(64, 1, false, new TangentRule.Exact())), default)
        },
        {
            "full batch",
            () => DmftSolver.Start(
                Theory(3) with { Descent = Good with { Batch = new BatchRule.Sgd(0.5) } },
                new DmftMethod.CompressedMarch(DmftSampling.For(Good, 64, 1)),
                default)
        },
        {
            "double precision",
            () => DmftSolver.Start(Theory(3), new DmftMethod.CompressedMarch(DmftSampling.For(Good, 64, 1) with { SinglePrecision = true }), default)
        },
        { "quadratic loss", () => DmftSolver.Start(Theory(3), new DmftMethod.ExactQuadratic(), default) },
        {
            "too few",
            () => DmftSolver.Start(
                Theory(3) with { Descent = Good with { Mixture = Mixture.ThreeClusters, Activation = new MixtureActivation.Door(1) } },
                new DmftMethod.CausalMarch(new(2, 1, true, new TangentRule.Probes())),
                default)
        },
        { "not finished", () => DmftSolver.Start(Theory(3), March, default).Solution() },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Bad_input_is_refused_by_name(string expected, Action act)
    {
        var error = Assert.ThrowsAny<Exception>(act);
        Assert.True(error is ArgumentException or InvalidOperationException, error.GetType().Name);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Exact_limits_are_good_input()
    {
        // η/τ = 1 and η(1-b)/(bτ) = 1.
        _ = Good with { Batch = new BatchRule.Persistent(0.5, 0.2) };
        _ = Good with { Batch = new BatchRule.Persistent(0.9, 0.2) };
        _ = Good with { SampleRatio = 0, InitialVariance = 0, Ridge = 0 };
        _ = new DmftSampling(2, 1, true, new TangentRule.Probes());
        Assert.Single(DmftSolver.Solve(Theory(0), March, default, 1).Points);
    }

    [Fact]
    public void Rates_beyond_stability_are_warned_of_not_refused()
    {
        Assert.Null(StepStability.Of(Good).Warning);
        Assert.Contains("without bound", StepStability.Of(Good with { Ridge = 11 }).Warning, StringComparison.Ordinal);
        var quadratic = Good with { Loss = new MixtureLoss.Quadratic(), LearningRate = 0.8 };
        Assert.Contains("without bound", StepStability.Of(quadratic).Warning, StringComparison.Ordinal);
        // The curvature of the logistic loss vanishes far out: large steps overshoot, but nothing grows.
        var logistic = StepStability.Of(Good with { LearningRate = 6 });
        Assert.True(logistic.IsBounded);
        Assert.Contains("overshoot", logistic.Warning, StringComparison.Ordinal);
    }

    private static DmftProblem Theory(int steps) => new(Good, new DmftStart.Fixed(0.1), steps);

    private static MixtureDataset<double> Data(int rows, int columns, params double[] labels) =>
        new(DenseMatrix<double>.Zeros(rows, columns), DenseVector<double>.Copy(labels));

    private static MixtureSimulation<double> Simulation(BatchRule? batch = null) =>
        new(Good with { Batch = batch ?? new BatchRule.Full() }, Data(2, 3, 1, -1), default);
}
