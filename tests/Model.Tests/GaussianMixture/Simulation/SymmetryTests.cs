using FsCheck;
using FsCheck.Fluent;
using MathNet.Numerics.LinearAlgebra;
using Pipelines.Model.GaussianMixture;
using Pipelines.Model.GaussianMixture.Data;
using Pipelines.Model.GaussianMixture.Simulation;
using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.Tests.GaussianMixture.Simulation;

/// <summary>Invariants 6 and 7 of the theory's README, on explicit data, weights and masks.</summary>
public sealed class SymmetryTests
{
    private const int Steps = 6;

    private static readonly Config Quick = Config.QuickThrowOnFailure.WithMaxTest(30);

    private static readonly Arbitrary<(int Seed, int Samples, int Dimension)> Sizes =
        (from seed in Gen.Choose(0, 1_000_000) from n in Gen.Choose(1, 90) from d in Gen.Choose(2, 40) select (seed, n, d)).ToArbitrary();

    [Fact]
    public void Three_clusters_mirrored_weights_stay_mirrored_bit_for_bit() => Prop.ForAll(Sizes, size =>
    {
        var (simulation, weights) = Case(size, Mixture.ThreeClusters);
        var mirrored = Run(simulation, [.. weights.Select(w => -w)]);
        Assert.Equal(Run(simulation, weights).Select(w => -w), mirrored);
    }).Check(Quick);

    [Fact]
    public void Two_clusters_a_sample_and_its_mirror_image_are_the_same_sample() => Prop.ForAll(Sizes, size =>
    {
        var (simulation, weights) = Case(size, Mixture.TwoClusters);
        var flip = Enumerable.Range(0, size.Samples).Select(row => (row * 7 + size.Seed) % 3 == 0 ? -1.0 : 1.0).ToArray();
        var data = Map(simulation.Data, (row, x) => [.. x.Select(v => flip[row] * v)], row => flip[row] * simulation.Data.Labels[row]);
        Assert.Equal(Run(simulation, weights), Run(new(simulation.Problem, data, simulation.Key), weights));
    }).Check(Quick);

    [Fact]
    public void Rotations_around_the_signal_turn_the_weights_and_nothing_else() => Prop.ForAll(Sizes, size =>
    {
        var (simulation, weights) = Case(size, Mixture.TwoClusters);
        var rotation = RotationAroundOnes(size.Dimension, size.Seed);
        double[] Turn(double[] v) => [.. rotation.Multiply(Vector<double>.Build.Dense(v))];
        var data = Map(simulation.Data, (_, x) => Turn(x), row => simulation.Data.Labels[row]);
        var turned = Run(new(simulation.Problem, data, simulation.Key), Turn(weights));
        AssertClose(Turn(Run(simulation, weights)), turned);
    }).Check(Quick);

    [Fact]
    public void The_order_of_samples_does_not_matter_when_masks_move_along() => Prop.ForAll(Sizes, size =>
    {
        var (simulation, weights) = Case(size, Mixture.ThreeClusters);
        var order = Enumerable.Range(0, size.Samples).OrderBy(row => (row * 7919L + size.Seed) % 1009).ToArray();
        var data = Map(simulation.Data, (row, _) => simulation.Data.Inputs.Row(order[row]).ToArray(), row => simulation.Data.Labels[order[row]]);
        var masks = ((BatchRule.Given)simulation.Problem.Batch).Masks;
        var moved = new BatchMasks([.. Enumerable.Range(0, Steps).Select(k => BatchMask.Copy(order.Select(row => masks.Row(k)[row]).ToArray()))]);
        var permuted = new MixtureSimulation<double>(simulation.Problem with { Batch = new BatchRule.Given(moved) }, data, simulation.Key);
        AssertClose(Run(simulation, weights), Run(permuted, weights));
    }).Check(Quick);

    /// <summary>Random data, weights of order 1 and masks, all explicit.</summary>
    private static (MixtureSimulation<double> Simulation, double[] Weights) Case((int Seed, int Samples, int Dimension) size, Mixture mixture)
    {
        var key = RandomKey.FromSeed((ulong)size.Seed);
        var weights = new double[size.Dimension];
        Gaussian.FillInto(key.Fork("start"), 0, weights);
        var masks = new BatchMasks([.. Enumerable.Range(0, Steps).Select(k => BatchMask.Copy(
            Enumerable.Range(0, size.Samples).Select(row => key.Fork("mask").Fork(k).Block((ulong)row).X0 % 3 != 0).ToArray()))]);
        MixtureActivation activation = mixture.Equals(Mixture.TwoClusters) ? new MixtureActivation.Linear() : new MixtureActivation.Door(0.7);
        var problem = new MixtureProblem(mixture, activation, new MixtureLoss.Logistic(), 1, 0.3, 0.1, 0.1, new BatchRule.Given(masks), 1);
        return (new(problem, MixtureSampling.Draw<double>(mixture, 0.3, size.Samples, size.Dimension, key, 1), key), weights);
    }

    private static double[] Run(MixtureSimulation<double> simulation, double[] weights)
    {
        var start = MixtureTraining.Start(simulation, new WeightStart.Given(DenseVector<double>.Copy(weights)));
        return MixtureTraining.Advance(
            simulation, start, Steps, _ => false, new MixtureTrainingWorkspace<double>(simulation, 1)).State.Weights.Span.ToArray();
    }

    private static MixtureDataset<double> Map(MixtureDataset<double> data, Func<int, double[], double[]> input, Func<int, double> label)
    {
        var rows = Enumerable.Range(0, data.Samples).SelectMany(row => input(row, data.Inputs.Row(row).ToArray())).ToArray();
        return new(
            DenseMatrix<double>.Copy(data.Samples, data.Dimension, rows),
            DenseVector<double>.Copy(Enumerable.Range(0, data.Samples).Select(label).ToArray()));
    }

    /// <summary>Two reflections, both in directions orthogonal to (1, ..., 1): an orthogonal map that keeps that vector.</summary>
    private static Matrix<double> RotationAroundOnes(int dimension, int seed)
    {
        var rotation = Matrix<double>.Build.DenseIdentity(dimension);
        foreach (var name in new[] { "first", "second" })
        {
            var draws = new double[dimension];
            Gaussian.FillInto(RandomKey.FromSeed((ulong)seed).Fork(name), 0, draws);
            var normal = Vector<double>.Build.Dense(draws) - draws.Average();
            normal = normal.Divide(normal.L2Norm());
            rotation = (Matrix<double>.Build.DenseIdentity(dimension) - (2 * normal.OuterProduct(normal))) * rotation;
        }
        return rotation;
    }

    /// <summary>Sums of a few dozen terms in another order, over six steps that may multiply a rounding error by ten each where n/d is
    /// large.</summary>
    private static void AssertClose(double[] expected, double[] actual)
    {
        var tolerance = 1e-9 * (1 + expected.Max(Math.Abs));
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], tolerance);
    }
}
