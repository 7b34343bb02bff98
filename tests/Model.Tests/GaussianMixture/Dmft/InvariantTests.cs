using FsCheck;
using FsCheck.Fluent;
using MathNet.Numerics.LinearAlgebra;
using Pipelines.Model.GaussianMixture;
using Pipelines.Model.GaussianMixture.Dmft;
using Pipelines.Model.GaussianMixture.Dmft.Process;
using Pipelines.Model.Randomness;
using Pipelines.Tests;

namespace Pipelines.Model.Tests.GaussianMixture.Dmft;

/// <summary>What every solution must satisfy, whatever its parameters; the numbers are those of the theory's README.</summary>
public sealed class InvariantTests
{
    private const int Samples = 256;
    private const int Steps = 10;

    private static readonly Config Quick = Cases.Of(25);

    [Fact]
    public void Invariant_1_covariances_are_positive_and_kernels_causal() => Prop.ForAll(ProblemGenerator.Problems.ToArbitrary(), problem =>
    {
        var solution = Solve(problem, 0.3, Steps);
        var kernels = solution.Kernels;
        foreach (var point in solution.Points)
        {
            Assert.True(point.SquaredNorm.Mean >= (point.Magnetization.Mean * point.Magnetization.Mean) - 1e-12);
            Assert.Equal(0, kernels.MemoryKernel(point.Step, point.Step).Mean);
            Assert.Equal(0, kernels.Response(point.Step, point.Step).Mean);
        }
        AssertNonNegative(solution, (k, l) => kernels.NoiseKernel(k, l).Mean, 1e-12);
    }).Check(Quick);

    [Fact]
    public void Invariant_1_a_longer_run_starts_with_the_shorter_one_bit_for_bit() => Prop.ForAll(ProblemGenerator.Problems.ToArbitrary(), problem =>
    {
        var (shorter, longer) = (Solve(problem, 0.3, 7), Solve(problem, 0.3, 33));
        Assert.Equal(shorter.Points, longer.Points.Take(shorter.Points.Length));
        for (var k = 0; k < shorter.Kernels.Steps; k++)
        {
            for (var l = 0; l <= k; l++)
            {
                Assert.Equal(shorter.Kernels.MemoryKernel(k, l), longer.Kernels.MemoryKernel(k, l));
                Assert.Equal(shorter.Kernels.NoiseKernel(k, l), longer.Kernels.NoiseKernel(k, l));
                Assert.Equal(shorter.Kernels.Correlation(k, l), longer.Kernels.Correlation(k, l));
                Assert.Equal(shorter.Kernels.Response(k, l), longer.Kernels.Response(k, l));
            }
        }
    }).Check(Quick);

    [Fact]
    public void Invariant_2_correlation_satisfies_the_identity_that_the_recursion_does_not_use() =>
        Prop.ForAll(ProblemGenerator.Problems.ToArbitrary(), problem =>
        {
            // Sampling error alone: eight of its standard errors (from six replicates, over 25 random problems), and a floor for the steps where the
            // error itself is by chance tiny. A wrong term in the recursion leaves some 1e-2.
            foreach (var point in Solve(problem, 0.3, Steps, 4096, 6).Points)
            {
                Assert.InRange(
                    Math.Abs(point.IdentityResidual.Mean), 0, (8 * point.IdentityResidual.StandardError) + (5e-4 * (1 + point.SquaredNorm.Mean)));
            }
        }).Check(Quick);

    [Fact]
    public void Invariant_4_persistence_of_rate_over_batch_is_sgd_in_law()
    {
        var problem = ReferenceCase.Read("dmft_fig3R_sgd.csv").Problem();
        var sgd = Solve(problem, 0, 40, 4096, 6).Points;
        var persistent = Solve(problem with { Batch = new BatchRule.Persistent(0.3, problem.LearningRate / 0.3) }, 0, 40, 4096, 6, 9).Points;
        foreach (var (a, b) in sgd.Zip(persistent).Skip(1))
        {
            var error = Math.Sqrt(Math.Pow(a.Magnetization.StandardError, 2) + Math.Pow(b.Magnetization.StandardError, 2));
            Assert.InRange(Math.Abs(a.Magnetization.Mean - b.Magnetization.Mean), 0, (5 * error) + 1e-4);
        }
    }

    [Fact]
    public void Invariant_6_with_probes_a_start_at_zero_stays_there_and_mirrored_runs_agree_within_their_errors() =>
        Prop.ForAll(ProblemGenerator.ThreeClusters.ToArbitrary(), problem =>
        {
            var sampling = new DmftSampling(1024, 6, true, new TangentRule.Probes());
            DmftSolution From(double start) => DmftSolver.Solve(
                new(problem, new DmftStart.Fixed(start), Steps), new DmftMethod.CausalMarch(sampling, false), RandomKey.FromSeed(1), 1);
            foreach (var (up, down) in From(0.2).Points.Zip(From(-0.2).Points))
            {
                // Eight standard errors of six replicates, over 25 problems, and a floor where the spread vanishes, as for invariant 2.
                var error = up.Magnetization.StandardError + down.Magnetization.StandardError;
                Assert.InRange(Math.Abs(up.Magnetization.Mean + down.Magnetization.Mean), 0, (8 * error) + 1e-3);
            }
            Assert.All(From(0).Points, p => Assert.Equal(0, p.Magnetization.Mean));
        }).Check(Quick);

    [Fact]
    public void Invariant_6_mirrored_starts_give_mirrored_runs() => Prop.ForAll(ProblemGenerator.ThreeClusters.ToArbitrary(), problem =>
    {
        var sampling = new DmftSampling(128, 2, true, new TangentRule.Exact());
        DmftSolution From(double start) => DmftSolver.Solve(
            new(problem, new DmftStart.Fixed(start), Steps), new DmftMethod.CausalMarch(sampling, false), RandomKey.FromSeed(1), 1);
        foreach (var (up, down) in From(0.2).Points.Zip(From(-0.2).Points))
        {
            // Bit for bit: partners sit in neighbouring lanes, and every sum folds even and odd lanes alike.
            Assert.Equal(up.Magnetization.Mean, -down.Magnetization.Mean);
            Assert.Equal(up with { Magnetization = down.Magnetization, Drift = down.Drift }, down);
        }
        Assert.All(From(0).Points, p => Assert.Equal(0, p.Magnetization.Mean));
    }).Check(Quick);

    [Fact]
    public void Invariant_8_one_step_of_sgd_from_nothing_is_bayes_optimal_for_the_samples_of_its_batch() =>
        Prop.ForAll(ProblemGenerator.TwoClusters.ToArbitrary(), Gen.Choose(1, 9).ToArbitrary(), (drawn, tenths) =>
        {
            var batch = tenths / 10.0;
            var problem = drawn with { InitialVariance = 0, Batch = new BatchRule.Sgd(batch) };
            var point = Solve(problem, 0, 1, 4096).Points[1];
            var bayes = OracleError.BayesTwoClusters(problem.SampleRatio * batch, problem.NoiseLevel);
            // The comb puts the share of the batch within one sample in 4096, the sampling of two replicates within their error: 3e-4 covers
            // replicates that agree by chance. With the ratio of the whole sample the error would be off by 1e-2 and more.
            Assert.InRange(Math.Abs(point.GeneralisationError.Mean - bayes), 0, (5 * point.GeneralisationError.StandardError) + 3e-4);
        }).Check(Quick);

    private static DmftSolution Solve(MixtureProblem problem, double start, int steps, int samples = Samples, int replicates = 2, ulong seed = 1) =>
        DmftSolver.Solve(
            new(problem, new DmftStart.Fixed(start), steps),
            new DmftMethod.CausalMarch(DmftSampling.For(problem, samples, replicates), false),
            RandomKey.FromSeed(seed),
            1);

    private static void AssertNonNegative(DmftSolution solution, Func<int, int, double> entry, double tolerance)
    {
        var matrix = Matrix<double>.Build.Dense(solution.Points.Length, solution.Points.Length, (i, j) => entry(Math.Max(i, j), Math.Min(i, j)));
        Assert.True(matrix.Evd(Symmetricity.Symmetric).EigenValues.Min(v => v.Real) >= -tolerance * (1 + matrix.InfinityNorm()));
    }
}
