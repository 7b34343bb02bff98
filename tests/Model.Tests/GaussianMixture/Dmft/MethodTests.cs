using Pipelines.Model.GaussianMixture;
using Pipelines.Model.GaussianMixture.Data;
using Pipelines.Model.GaussianMixture.Dmft;
using Pipelines.Model.GaussianMixture.Dmft.Process;
using Pipelines.Model.GaussianMixture.Simulation;
using Pipelines.Model.Randomness;
using Pipelines.Model.Runs;

namespace Pipelines.Model.Tests.GaussianMixture.Dmft;

/// <summary>Methods against each other and against simulations; starts, errors and bias against what they claim.</summary>
public sealed class MethodTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(8);

    private static MixtureProblem TwoClusters { get; } = ReferenceCase.Read("dmft_fig1L_b1.csv").Problem();

    private static MixtureProblem ThreeClusters { get; } = ReferenceCase.Read("dmft_fig3L_b0.3_m0-0.2.csv").Problem();

    [Fact]
    public void The_damped_iteration_ends_where_the_march_goes()
    {
        foreach (var (problem, start) in new[] { (TwoClusters, 0.0), (ThreeClusters, 0.2) })
        {
            var sampling = DmftSampling.For(problem, 256, 1);
            var theory = new DmftProblem(problem, new DmftStart.Fixed(start), 24);
            var march = DmftSolver.Solve(theory, new DmftMethod.CausalMarch(sampling, false), Key, 2);
            var iteration = DmftSolver.Solve(theory, new DmftMethod.DampedIteration(sampling, 0.8, 1e-11), Key, 2);
            Assert.IsType<Termination.Converged>(iteration.Ending);
            // Same random numbers: what is left is the tolerance over the contraction of one sweep, times the pivots that divide by down to 1e-7.
            foreach (var (a, b) in march.Points.Zip(iteration.Points))
            {
                Assert.Equal(a.Magnetization.Mean, b.Magnetization.Mean, 1e-7);
                Assert.Equal(a.SquaredNorm.Mean, b.SquaredNorm.Mean, 1e-7);
            }
        }
    }

    [Fact]
    public void Probes_agree_with_exact_tangents_within_their_errors()
    {
        foreach (var (problem, start) in new[] { (TwoClusters, 0.0), (ThreeClusters, 0.2) })
        {
            var theory = new DmftProblem(problem, new DmftStart.Fixed(start), 20);
            var sampling = DmftSampling.For(problem, 1024, 6);
            var probes = DmftSolver.Solve(theory, new DmftMethod.CausalMarch(sampling, false), Key, 2).Kernels;
            var exact = DmftSolver.Solve(
                theory, new DmftMethod.CausalMarch(sampling with { Tangents = new TangentRule.Exact() }, false), Key.Fork("exact"), 2).Kernels;
            for (var k = 0; k <= 20; k++)
            {
                for (var l = 0; l < k; l++) AssertAgree(probes.MemoryKernel(k, l), exact.MemoryKernel(k, l), 2e-5);
            }
        }
    }

    [Fact]
    public void More_replicates_keep_those_there_are()
    {
        var theory = new DmftProblem(TwoClusters, new DmftStart.Fixed(0), 5);
        Estimate Last(int replicates) => DmftSolver.Solve(
            theory, new DmftMethod.CausalMarch(DmftSampling.For(TwoClusters, 128, replicates), false), Key, 1).Points[^1].Magnetization;
        var (one, two) = (Last(1), Last(2));
        Assert.True(double.IsNaN(one.StandardError));
        // Of two values with mean M and standard error e, one is M - e and the other M + e.
        Assert.Equal(two.StandardError, Math.Abs(one.Mean - two.Mean), 1e-15);
    }

    [Fact]
    public void Average_start_averages_over_its_quantiles()
    {
        var problem = ThreeClusters with { Batch = new BatchRule.Full() };
        var start = new DmftStart.Average(1000, 16);
        double[] values = [.. start.Overlaps(problem.InitialVariance).Select(m => m[0])];
        // Mid-point quantiles of |N(0, R/d)|: the mean is √(2R/(πd)) up to the 16-node rule's error of 2 %.
        Assert.Equal(Math.Sqrt(2 / (Math.PI * 1000)), values.Average(), 0.02 * values.Average());
        var method = new DmftMethod.CausalMarch(DmftSampling.For(problem, 256, 3), false);
        var average = DmftSolver.Solve(new(problem, start, 8), method, Key, 2);
        Assert.Equal(values.Average(), average.Points[0].Magnetization.Mean, 1e-12);
        Assert.Equal(0, average.Points[0].Magnetization.StandardError, 1e-15);
        Assert.True(average.Points[8].Magnetization.StandardError > 0);
    }

    [Fact]
    public void Average_start_follows_the_reference()
    {
        var expected = ReferenceCase.Read("dmft_avg-m0_fig3L_b1_d1000.csv");
        var problem = ThreeClusters with { Batch = new BatchRule.Full() };
        var method = new DmftMethod.CausalMarch(DmftSampling.For(problem, 1024, 3), false);
        var solution = DmftSolver.Solve(new(problem, new DmftStart.Average(1000, 16), 40), method, Key, 2);
        // The reference carries no standard error of its own: its fewer replicates are given the error of ours three times over.
        foreach (var point in solution.Points)
        {
            var error = point.GeneralisationError;
            Assert.Equal(expected["eps_gen"][point.Step], error.Mean, (12 * error.StandardError) + 1e-3);
            Assert.Equal(expected["abs_m"][point.Step], point.Magnetization.Mean, (12 * point.Magnetization.StandardError) + 2e-3);
        }
    }

    [Fact]
    public void Bias_falls_as_one_over_the_number_of_samples()
    {
        // Quadratic loss: the exact theory is at hand. Plain numbers, so that replicates are cheap and the bias is that of independent samples.
        var problem = ReferenceCase.Read("exact_quadratic.csv").Problem(new MixtureLoss.Quadratic());
        var theory = new DmftProblem(problem, new DmftStart.Fixed(0), 30);
        var exact = DmftSolver.Solve(theory, new DmftMethod.ExactQuadratic(), Key, 1).Points[^1].SquaredNorm.Mean;
        Estimate Bias(int samples)
        {
            var sampling = new DmftSampling(samples, 3000, false, new TangentRule.Probes(64), 1e-7, 0);
            var estimate = DmftSolver.Solve(theory, new DmftMethod.CausalMarch(sampling, false), Key.Fork(samples), 2).Points[^1].SquaredNorm;
            return estimate with { Mean = estimate.Mean - exact };
        }
        var (few, many) = (Bias(16), Bias(64));
        Assert.True(Math.Abs(few.Mean) > 6 * few.StandardError, $"no bias to speak of: {few}");
        // Four times the samples, a quarter of the bias, within four combined standard errors.
        Assert.Equal(
            few.Mean / 4, many.Mean, 4 * Math.Sqrt((few.StandardError * few.StandardError / 16) + (many.StandardError * many.StandardError)));
    }

    [Fact]
    public void Reported_bias_is_the_change_from_half_the_samples()
    {
        var theory = new DmftProblem(TwoClusters, new DmftStart.Fixed(0), 10);
        DmftSolution Solve(int samples, bool checkBias) => DmftSolver.Solve(
            theory, new DmftMethod.CausalMarch(DmftSampling.For(TwoClusters, samples, 4), checkBias), Key, 1);
        var (with, without) = (Solve(512, true), Solve(512, false));
        for (var k = 0; k <= 10; k++)
        {
            Assert.Equal(without.Points[k], with.Points[k] with { Bias = null, BiasError = null });
            // Two runs of S and S/2: their difference is of the size of their errors.
            Assert.InRange(with.Points[k].Bias!.GeneralisationError, 0, 0.02);
        }
        Assert.Contains(with.Points, p => p.Bias!.SquaredNorm > 0);
    }

    [Fact]
    public void Any_mixture_and_any_loss_meet_their_own_simulation()
    {
        var mixture = new Mixture([new(1.5, 1, 0.3), new(0.4, -1, 0.45), new(-0.8, 1, 0.25)]);
        var loss = new MixtureLoss.Custom("softened", v => Math.Sqrt(1
            + ((1 - v) * (1 - v))), v => -(1 - v) / Math.Sqrt(1 + ((1 - v) * (1 - v))), v => Math.Pow(1 + ((1 - v) * (1 - v)), -1.5));
        foreach (var activation in new MixtureActivation[] { new MixtureActivation.Linear(), new MixtureActivation.Door(0.8) })
        {
            var problem = new MixtureProblem(mixture, activation, loss, 1.5, 0.3, 0.05, 0.1, new BatchRule.Persistent(0.5, 1), 0.5);
            var theory = DmftSolver.Solve(
                new(problem, new DmftStart.Fixed(0.5), 25), new DmftMethod.CausalMarch(DmftSampling.For(problem, 2048, 4), false), Key, 2);
            var simulated = Enumerable.Range(0, 8).Select(seed => Simulate(problem, Key.Fork("seed").Fork(seed))).ToArray();
            for (var k = 1; k <= 25; k++)
            {
                AssertAgree(Estimate.Of([.. simulated.Select(s => s[k].Magnetization)]), theory.Points[k].Magnetization, 0.01);
                AssertAgree(Estimate.Of([.. simulated.Select(s => s[k].SquaredNorm)]), theory.Points[k].SquaredNorm, 0.02);
                AssertAgree(Estimate.Of([.. simulated.Select(s => s[k].TrainingLoss)]), theory.Points[k].TrainingLoss, 0.01);
                AssertAgree(Estimate.Of([.. simulated.Select(s => s[k].GeneralisationError)]), theory.Points[k].GeneralisationError, 0.004);
                AssertAgree(Estimate.Of([.. simulated.Select(s => s[k].TrainingAccuracy)]), theory.Points[k].TrainingAccuracy, 0.006);
            }
        }
    }

    private static MixtureObservables[] Simulate(MixtureProblem problem, RandomKey key)
    {
        const int Dimension = 400;
        var data = MixtureSampling.Draw<float>(
            problem.Mixture, problem.NoiseLevel, problem.TrainingSamples(Dimension), Dimension, key.Fork("data"), 2);
        var simulation = new MixtureSimulation<float>(problem, data, key);
        var start = MixtureTraining.Start(simulation, new WeightStart.Fixed(0.5));
        return [.. MixtureTraining.Advance(
            simulation, start, 26, _ => true, new MixtureTrainingWorkspace<float>(simulation, 2)).Samples.Select(s => s.Observables)];
    }

    /// <summary>Five combined standard errors (of 4 to 8 values each) and a floor, in simulations for what finite size leaves.</summary>
    private static void AssertAgree(Estimate a, Estimate b, double floor) => Assert.Equal(
        a.Mean, b.Mean, (5 * Math.Sqrt((a.StandardError * a.StandardError) + (b.StandardError * b.StandardError))) + floor);
}
