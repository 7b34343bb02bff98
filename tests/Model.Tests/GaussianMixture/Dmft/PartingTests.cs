using FsCheck;
using FsCheck.Fluent;
using Pipelines.Model.GaussianMixture;
using Pipelines.Model.GaussianMixture.Dmft;
using Pipelines.Model.GaussianMixture.Dmft.Process;
using Pipelines.Model.Randomness;
using Pipelines.Model.Runs;
using Pipelines.Tests;

namespace Pipelines.Model.Tests.GaussianMixture.Dmft;

/// <summary>Where the theory gives an answer, its error bars hold; where sampling errors have grown too far, it says so.</summary>
public sealed class PartingTests
{
    private const int Replicates = 8;

    private static readonly int Problems = Environment.GetEnvironmentVariable("PIPELINES_DEEP") is null ? 10 : 200;

    private static readonly RandomKey Key = RandomKey.FromSeed(31);

    /// <summary>Two clusters whose steps overshoot: the learning rate times the largest curvature reaches 60, and is 2 where that begins.</summary>
    private static Gen<DmftProblem> Overshooting =>
        from ratio in ProblemGenerator.Real(10, 60)
        from noise in ProblemGenerator.Real(0.2, 0.9)
        from rate in ProblemGenerator.Real(0.5, 3)
        from variance in ProblemGenerator.Real(0.01, 1)
        from steps in Gen.Choose(10, 35)
        select new DmftProblem(Overshoot(ratio, noise, rate, variance), new DmftStart.Fixed(0), steps);

    private static MixtureProblem Overshoot(double ratio, double noise, double rate, double variance) => new(
        Mixture.TwoClusters, new MixtureActivation.Linear(), new MixtureLoss.Logistic(), ratio, noise, 0, rate, new BatchRule.Full(), variance);

    /// <summary>The means of 8 solutions by probes, and of 8 independent ones by exact tangents with four times the samples, differ in some steps by
    /// more than sixteen of their errors with a probability below 1e-6 (Student's t, 7 degrees of freedom) where errors hold; where they do not it
    /// was up to hundreds of errors.</summary>
    [Fact]
    public void What_probes_answer_agrees_with_exact_tangents() => Prop.ForAll(Overshooting.ToArbitrary(), problem =>
    {
        var probes = Solve(problem, 512, new TangentRule.Probes());
        var exact = DmftSolver.Solve(
            problem, new DmftMethod.CompressedMarch(Sampling(problem, 2048, new TangentRule.Exact())), RandomKey.FromSeed(32), 2);
        Assert.Equal(probes.Ending is Termination.ReachedTime, probes.Points.Length == problem.Steps + 1);
        foreach (var (a, b) in probes.Points.Zip(exact.Points))
        {
            AssertAgree(a.Magnetization, b.Magnetization);
            AssertAgree(a.SquaredNorm, b.SquaredNorm);
            AssertAgree(a.TrainingLoss, b.TrainingLoss);
        }
    }).Check(Cases.Of(Problems));

    /// <summary>At step 25 it was a training loss of 29.5 ± 2.4, where exact tangents and simulations say 9.2 to 9.4.</summary>
    [Theory]
    [InlineData(256)]
    [InlineData(4096)]
    public void The_march_ends_where_its_solutions_part(int samples)
    {
        var problem = new DmftProblem(Overshoot(50, 0.5, 2.5, 0.01), new DmftStart.Fixed(0), 30);
        var solution = Solve(problem, samples, new TangentRule.Probes());
        var ending = Assert.IsType<Termination.Diverged>(solution.Ending);
        Assert.Equal(solution.Points.Length, ending.Step);
        Assert.InRange(ending.Step, 2, 24);
        Assert.Contains("too much for their error bars to hold", ending.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void Descent_that_does_not_overshoot_has_no_such_end()
    {
        var problem = new DmftProblem(Overshoot(2, 0.5, 0.2, 0.01), new DmftStart.Fixed(0), 120);
        Assert.IsType<Termination.ReachedTime>(Solve(problem, 256, new TangentRule.Probes()).Ending);
    }

    [Fact]
    public void A_mean_over_starts_parts_where_its_parts_do()
    {
        // The spread of a mean of 16 is a quarter of theirs.
        double[] start = [0.5, 1.0, 0, 0, 0, 0, 0, 0];
        Estimate[] Spread(double sigma) => [.. start.Select(mean => new Estimate(mean, sigma / Math.Sqrt(4)))];
        Assert.Null(Parting.Of(Spread(0.099), [], 4, 1, 4096));
        Assert.NotNull(Parting.Of(Spread(0.101), [], 4, 1, 4096));
        Assert.Null(Parting.Of(Spread(0.099 / 4), [], 4, 16, 4096));
        Assert.NotNull(Parting.Of(Spread(0.101 / 4), [], 4, 16, 4096));
        // Whole solutions that happen to agree do not hide that those of half the samples part.
        Assert.NotNull(Parting.Of(Spread(0), Spread(0.21), 4, 1, 4096));
        Assert.Null(Parting.Of(Spread(double.NaN), [], 1, 1, 4096));
        // So far apart are sixteen samples by themselves; their errors hold.
        Assert.Null(Parting.Of(Spread(0.7), [], 4, 1, 16));
        Assert.NotNull(Parting.Of(Spread(0.8), [], 4, 1, 16));
    }

    private static DmftSolution Solve(DmftProblem problem, int samples, TangentRule tangents) =>
        DmftSolver.Solve(problem, new DmftMethod.CausalMarch(Sampling(problem, samples, tangents)), Key, 2);

    private static DmftSampling Sampling(DmftProblem problem, int samples, TangentRule tangents) =>
        DmftSampling.For(problem.Descent, samples, Replicates) with { Tangents = tangents };

    private static void AssertAgree(Estimate a, Estimate b)
    {
        var error = Math.Sqrt((a.StandardError * a.StandardError) + (b.StandardError * b.StandardError));
        Assert.InRange(Math.Abs(a.Mean - b.Mean), 0, (16 * error) + (1e-5 * Math.Max(1, Math.Abs(b.Mean))));
    }
}
