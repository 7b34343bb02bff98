using FsCheck;
using FsCheck.Fluent;
using Pipelines.Model.GaussianMixture;
using Pipelines.Model.GaussianMixture.Dmft;
using Pipelines.Model.GaussianMixture.Dmft.Process;
using Pipelines.Model.Randomness;
using Pipelines.Model.Runs;
using Pipelines.Tests;

namespace Pipelines.Model.Tests.GaussianMixture.Dmft;

/// <summary>The compressed march against marches that keep all their past, and what it says that it leaves out against what it does.</summary>
public sealed class CompressedMarchTests
{
    private const double Start = 0.3;

    private static readonly RandomKey Key = RandomKey.FromSeed(8);

    private static readonly Config Quick = Cases.Of(25);

    private static MixtureProblem TwoClusters { get; } = ReferenceCase.Read("dmft_fig1L_b1.csv").Problem();

    private static MixtureProblem ThreeClusters { get; } = ReferenceCase.Read("dmft_fig3L_b1_m0-0.2.csv").Problem();

    private static MixtureLoss Softened { get; } = new MixtureLoss.Custom(
        "softened", v => Math.Sqrt(1 + ((1 - v) * (1 - v))), v => -(1 - v) / Math.Sqrt(1 + ((1 - v) * (1 - v))),
        v => Math.Pow(1 + ((1 - v) * (1 - v)), -1.5));

    /// <summary>Full batch with every activation and loss. Door activations have the little noise of the paper, and small steps: otherwise descent is
    /// chaotic, and any two programs part.</summary>
    private static Gen<MixtureProblem> Problems =>
        from problem in ProblemGenerator.Problems
        from loss in Gen.Elements<MixtureLoss>(new MixtureLoss.Logistic(), new MixtureLoss.Quadratic(), Softened)
        let scale = problem.Activation is MixtureActivation.Door ? 0.1 : 1
        select problem with
        {
            Batch = new BatchRule.Full(),
            Loss = loss,
            NoiseLevel = scale * problem.NoiseLevel,
            LearningRate = Math.Sqrt(scale) * problem.LearningRate,
        };

    [Fact]
    public void It_differs_from_the_march_with_all_its_past_by_less_than_it_leaves_out() => Prop.ForAll(Problems.ToArbitrary(), problem =>
    {
        var compressed = Solve(problem, 130, 40).Points;
        var whole = new WholeMemory(problem, DmftSampling.For(problem, 130, 1), Key).Run(Start, compressed.Length - 1, Admitted(compressed));
        // Rounding: a millionth of √C is divided by, and what is not convex makes a thousand times more of it.
        // What blows up is compared until it does. Of 4,000 problems one door was off by 3.6e-4, the others by a tenth of what is left out or 1e-5.
        var bound = problem.Activation is MixtureActivation.Door ? 1e-3 : 1e-8;
        foreach (var (a, b) in whole.Zip(compressed).TakeWhile(p => p.Second.SquaredNorm.Mean < 1000))
        {
            bound = Math.Max(bound, Math.Max(b.Compression!.Neglected, b.Compression.NeglectedTangents));
            AssertWithin(a.Magnetization, b.Magnetization, bound);
            AssertWithin(a.Variance + (a.Magnetization * a.Magnetization), b.SquaredNorm, bound);
            AssertWithin(a.Loss, b.TrainingLoss, bound);
            AssertWithin(a.Drift, b.Drift, bound);
            AssertWithin(a.Curvature, b.Curvature, bound);
        }
    }).Check(Quick);

    [Fact]
    public void Where_every_step_is_new_it_ends_before_its_memory_does_and_names_the_way_out()
    {
        var chaotic = ThreeClusters with { NoiseLevel = 0.32, LearningRate = 0.836, SampleRatio = 3.5, InitialVariance = 0.36 };
        var method = new DmftMethod.CompressedMarch(DmftSampling.For(chaotic, 128, 1), CheckBias: false);
        var solution = DmftSolver.Solve(new DmftProblem(chaotic, new DmftStart.Fixed(Start), 300), method, Key, 2);
        var ending = Assert.IsType<Termination.Diverged>(solution.Ending);
        Assert.Contains("more than 64 functions of time", ending.Cause, StringComparison.Ordinal);
        Assert.Contains("theory.method: march", ending.Cause, StringComparison.Ordinal);
        Assert.InRange(solution.Points.Max(p => p.Compression!.Rank), 60, 64);
    }

    [Fact]
    public void What_it_says_to_leave_out_is_left_out_and_half_the_bound_would_be_exceeded()
    {
        foreach (var problem in new[] { TwoClusters, ThreeClusters })
        {
            var sampling = DmftSampling.For(problem, 128, 1);
            var compressed = Solve(problem, 128, 120).Points;
            var admitted = Admitted(compressed);
            var whole = new WholeMemory(problem, sampling, Key).Run(Start, 120, admitted);
            foreach (var (a, b) in whole.Zip(compressed))
            {
                if (admitted.Contains(b.Step)) Assert.Equal(0, b.Compression!.Neglected);
                // Both are differences of numbers that the marches have within 1e-6 of each other.
                else Assert.Equal(Math.Sqrt(a.Neglected / a.Variance), b.Compression!.Neglected, 1e-5);
            }
            var bound = Math.Sqrt(sampling.PivotTolerance);
            Assert.InRange(compressed.Max(p => p.Compression!.Neglected), bound / 2, bound);
            // Few functions of time, ever fewer new ones.
            Assert.InRange(admitted.Count, 5, 30);
            Assert.True(admitted.Count(k => k < 60) > 2 * admitted.Count(k => k >= 60));
        }
    }

    [Fact]
    public void Slices_threads_and_stored_solutions_do_not_change_a_bit()
    {
        foreach (var problem in new[] { TwoClusters, ThreeClusters })
        {
            // 600 samples: three chunks, the last block padded. 30 steps: more than a page of functions.
            var theory = new DmftProblem(problem, new DmftStart.Fixed(0.1), 30);
            var method = new DmftMethod.CompressedMarch(DmftSampling.For(problem, 600, 2));
            var whole = DmftSolver.Solve(theory, method, Key, 1);
            foreach (var (steps, threads) in new[] { (1, 2), (7, 3), (16, 4) })
            {
                var run = DmftSolver.Start(theory, method, Key);
                var kept = 1;
                while (!run.IsFinished)
                {
                    // Goes on twice from every state: the way that is thrown away leaves no trace.
                    _ = run.Advance(3, 1);
                    run = run.Advance(steps, threads);

                    // From stored numbers after each solution that is finished.
                    if (!run.IsFinished && run.Solved() is var solved && solved.Length > kept)
                        (kept, run) = (solved.Length, DmftSolver.Resume(theory, method, Key, default, solved));
                }
                Assert.Equal<DmftPoint>(whole.Points, run.Solution().Points);
                Assert.Equal(whole.Kernels.Correlation(30, 7), run.Solution().Kernels.Correlation(30, 7));
            }
        }
    }

    [Fact]
    public void A_longer_run_starts_with_the_shorter_one_bit_for_bit() => Prop.ForAll(Problems.ToArbitrary(), problem =>
    {
        var (shorter, longer) = (Solve(problem, 64, 9).Points, Solve(problem, 64, 33).Points);
        Assert.Equal(shorter, longer.Take(shorter.Length));
    }).Check(Quick);

    [Fact]
    public void Correlations_and_noise_kernels_are_those_of_the_march_and_responses_are_not_known()
    {
        var sampling = DmftSampling.For(TwoClusters, 2048, 4);
        var theory = new DmftProblem(TwoClusters, new DmftStart.Fixed(Start), 40);
        var march = DmftSolver.Solve(theory, new DmftMethod.CausalMarch(sampling, false), Key, 2).Kernels;
        var compressed = DmftSolver.Solve(theory, new DmftMethod.CompressedMarch(sampling, false), Key.Fork("compressed"), 2).Kernels;
        foreach (var (k, l) in new[] { (0, 0), (1, 0), (5, 2), (40, 0), (40, 17), (40, 40) })
        {
            AssertAgree(march.Correlation(k, l), compressed.Correlation(k, l));
            AssertAgree(march.PerpendicularCorrelation(k, l), compressed.PerpendicularCorrelation(k, l));
            AssertAgree(march.NoiseKernel(k, l), compressed.NoiseKernel(k, l));
            Assert.True(double.IsNaN(compressed.Response(k, l).Mean) && double.IsNaN(compressed.MemoryKernel(k, l).Mean));
        }
    }

    [Fact]
    public void It_agrees_with_the_closed_form_within_its_errors()
    {
        var curve = ReferenceCase.Read("exact_quadratic.csv");
        var problem = curve.Problem(new MixtureLoss.Quadratic());
        var theory = new DmftProblem(problem, new DmftStart.Fixed(curve.Start), curve.Rows - 1);
        var solution = DmftSolver.Solve(theory, new DmftMethod.CompressedMarch(DmftSampling.For(problem, 4096, 4), false), Key, 2);
        for (var k = 1; k < curve.Rows; k++)
        {
            AssertAgree(Estimate.Exact(curve["m"][k]), solution.Points[k].Magnetization);
            AssertAgree(Estimate.Exact(curve["C"][k]), solution.Points[k].SquaredNorm);
            AssertAgree(Estimate.Exact(curve["eps_gen"][k]), solution.Points[k].GeneralisationError);
        }
    }

    [Fact]
    public void Memory_does_not_grow_with_the_past()
    {
        // Besides eleven numbers a step.
        long Bytes(int steps) => DmftSolver.EstimateBytes(
            new(TwoClusters, new DmftStart.Fixed(0), steps), new DmftMethod.CompressedMarch(DmftSampling.For(TwoClusters, 2048, 1), false), []);
        Assert.InRange(Bytes(10_000) - Bytes(1000), 0, 9000L * 2 * SolutionRecord.Quantities * sizeof(double));

        long Allocated(int steps)
        {
            var theory = new DmftProblem(TwoClusters, new DmftStart.Fixed(0), steps);
            var method = new DmftMethod.CompressedMarch(DmftSampling.For(TwoClusters, 4096, 1), false);
            var run = DmftSolver.Start(theory, method, Key, []);
            var before = GC.GetAllocatedBytesForCurrentThread();
            while (!run.IsFinished) run = run.Advance(steps + 1, 1);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.InRange(allocated, 0, 1.3 * DmftSolver.EstimateBytes(theory, method, []));
            return allocated;
        }

        // One row of samples a step, kept or thrown away, would exceed it.
        Assert.InRange(Allocated(600) - Allocated(300), 0, 300L * 4096 * sizeof(double));
    }

    private static DmftSolution Solve(MixtureProblem problem, int samples, int steps) => DmftSolver.Solve(
        new(problem, new DmftStart.Fixed(Start), steps), new DmftMethod.CompressedMarch(DmftSampling.For(problem, samples, 1), false), Key, 1);

    /// <summary>Steps at which the basis has grown.</summary>
    private static HashSet<int> Admitted(IReadOnlyList<DmftPoint> points) =>
        [.. points.Where(p => p.Compression!.Rank > (p.Step == 0 ? 0 : points[p.Step - 1].Compression!.Rank)).Select(p => p.Step)];

    private static void AssertWithin(double expected, Estimate actual, double bound) =>
        Assert.InRange(Math.Abs(expected - actual.Mean), 0, bound * Math.Max(1, Math.Abs(expected)));

    /// <summary>Six combined errors of four replicates, and a floor for what Sobol points get almost exactly.</summary>
    private static void AssertAgree(Estimate a, Estimate b) => Assert.Equal(
        a.Mean, b.Mean, (6 * Math.Sqrt((a.StandardError * a.StandardError) + (b.StandardError * b.StandardError))) + 3e-4);
}
