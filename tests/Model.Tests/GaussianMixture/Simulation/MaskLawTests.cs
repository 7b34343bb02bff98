using Pipelines.Model.GaussianMixture;
using Pipelines.Model.GaussianMixture.Data;
using Pipelines.Model.GaussianMixture.Dmft.Process;
using Pipelines.Model.GaussianMixture.Simulation;
using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.Tests.GaussianMixture.Simulation;

/// <summary>Means and covariances of the masks over many samples and steps, in simulation and theory.</summary>
public sealed class MaskLawTests
{
    private const int Samples = 4000;
    private const int Steps = 60;
    private const double Rate = 0.2;

    public static TheoryData<double, double> Persistent => new() { { 0.3, 1.5 }, { 0.3, 0.2 / 0.3 }, { 0.7, 0.2 }, { 0.5, 0.2 }, { 0.1, 20 } };

    [Theory]
    [MemberData(nameof(Persistent))]
    public void Persistent_masks_have_their_mean_and_covariance(double fraction, double persistence)
    {
        var problem = Problem(new BatchRule.Persistent(fraction, persistence));
        foreach (var masks in new[] { Simulated(problem), Combed(problem) })
        {
            // Four standard deviations of a share over S independent chains of Steps correlated entries: at worst the chain never forgets.
            Assert.Equal(fraction, masks.Average(row => row.Average()), 4 * Math.Sqrt(fraction * (1 - fraction) / Samples));
            foreach (var lag in new[] { 1, 2, 5 })
            {
                var covariance = Enumerable.Range(0, Steps - lag)
                    .Average(k => masks[k].Zip(masks[k + lag], (a, b) => (a - fraction) * (b - fraction)).Average());
                var expected = fraction * (1 - fraction) * Math.Pow(1 - (Rate / (fraction * persistence)), lag);
                Assert.Equal(expected, covariance, 4 * 0.25 / Math.Sqrt(Samples));
            }
        }
    }

    [Fact]
    public void Fresh_masks_are_independent_from_step_to_step()
    {
        var problem = Problem(new BatchRule.Sgd(0.3));
        foreach (var masks in new[] { Simulated(problem), Combed(problem) })
        {
            Assert.Equal(0.3, masks.Average(row => row.Average()), 4 * Math.Sqrt(0.21 / Samples / Steps));
            var covariance = Enumerable.Range(0, Steps - 1).Average(k => masks[k].Zip(masks[k + 1], (a, b) => (a - 0.3) * (b - 0.3)).Average());
            Assert.Equal(0, covariance, 4 * 0.21 / Math.Sqrt(Samples * Steps));
        }
    }

    [Fact]
    public void Masks_with_a_fraction_of_one_leave_nothing_out()
    {
        foreach (var rule in new BatchRule[] { new BatchRule.Sgd(1), new BatchRule.Persistent(1, 0.2), new BatchRule.Full() })
            Assert.All(Simulated(Problem(rule)), row => Assert.All(row, s => Assert.Equal(1, s)));
    }

    [Fact]
    public void Runs_longer_than_the_given_masks_are_refused()
    {
        var simulation = TinyCase.Simulation("two", "sgd");
        var start = MixtureTraining.Start(simulation, TinyCase.Start("two"));
        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => MixtureTraining.Advance(simulation, start, 11, _ => false, new MixtureTrainingWorkspace<double>(simulation, 1)));
        Assert.Contains("10 steps", error.Message, StringComparison.Ordinal);
    }

    private static MixtureProblem Problem(BatchRule rule) =>
        new(Mixture.TwoClusters, new MixtureActivation.Linear(), new MixtureLoss.Logistic(), 1, 0.5, 0, Rate, rule, 1);

    private static double[][] Simulated(MixtureProblem problem)
    {
        var data = new MixtureDataset<double>(DenseMatrix<double>.Zeros(Samples, 1), DenseVector<double>.Copy(Enumerable.Repeat(1.0, Samples)
            .ToArray()));
        var simulation = new MixtureSimulation<double>(problem, data, RandomKey.FromSeed(4));
        var state = MixtureTraining.Start(simulation, new WeightStart.Free());
        var rows = new double[Steps][];
        for (var k = 0; k < Steps; k++, state = MixtureTraining.Step(simulation, state))
            rows[k] = [.. state.Mask.Span.ToArray().Select(active => active ? 1.0 : 0.0)];
        return rows;
    }

    /// <summary>The theory's masks, sorted by numbers that have nothing to do with them.</summary>
    private static double[][] Combed(MixtureProblem problem)
    {
        var layout = new SampleLayout(problem, DmftSampling.For(problem, Samples, 1), RandomKey.FromSeed(5));
        var comb = new MaskComb(MaskChain.Of(problem), layout, RandomKey.FromSeed(6));
        var (rows, keys) = (new double[Steps][], new double[layout.Padded]);
        for (var k = 0; k < Steps; k++)
        {
            rows[k] = comb.Current[..Samples].ToArray();
            Gaussian.FillInto(RandomKey.FromSeed(7).Fork(k), 0, keys);
            comb.Observe(keys);
            comb.Advance();
        }
        return rows;
    }
}
