using System.Collections.Immutable;
using Pipelines.Model.GaussianMixture;
using Pipelines.Model.GaussianMixture.Dmft;
using Pipelines.Model.GaussianMixture.Dmft.Process;
using Pipelines.Model.Numerics;
using Pipelines.Model.Numerics.Kernels;
using Pipelines.Model.Randomness;
using Pipelines.Model.Runs;

namespace Pipelines.Model.Tests.GaussianMixture.Dmft;

/// <summary>
/// Running a solution: in slices, on threads, on from a state, on from stored numbers, in the memory that it holds, to an early end.
/// </summary>
public sealed class RunningTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(8);

    private static MixtureProblem TwoClusters { get; } = ReferenceCase.Read("dmft_fig1L_b1.csv").Problem();

    private static MixtureProblem ThreeClusters { get; } = ReferenceCase.Read("dmft_fig3L_b0.3_m0-0.2.csv").Problem();

    [Fact]
    public void Slices_and_threads_do_not_change_a_bit()
    {
        foreach (var (problem, start) in new[] { (TwoClusters, 0.0), (ThreeClusters, 0.2) })
        {
            // 600 samples: three chunks, the last block padded. 20 steps: histories of one full page and a part of the next.
            var theory = new DmftProblem(problem, new DmftStart.Fixed(start), 20);
            var sampling = DmftSampling.For(problem, 600, 2);
            foreach (var method in new DmftMethod[]
            {
                new DmftMethod.CausalMarch(sampling),
                new DmftMethod.CausalMarch(sampling with { SinglePrecision = true }),
                new DmftMethod.CausalMarch(sampling with { Tangents = new TangentRule.Exact() }),
                new DmftMethod.DampedIteration(sampling, 0.7, 1e-2),
            })
            {
                var whole = DmftSolver.Solve(theory, method, Key, 1);
                foreach (var (steps, threads) in new[] { (1, 2), (7, 3), (16, 4) })
                {
                    var run = DmftSolver.Start(theory, method, Key);
                    var fraction = -1.0;
                    while (!run.IsFinished)
                    {
                        Assert.InRange(run.Fraction, fraction, 1);
                        (fraction, run) = (run.Fraction, run.Advance(steps, threads));
                    }
                    Assert.Equal<DmftPoint>(whole.Points, run.Solution().Points);
                }
            }
        }
    }

    [Fact]
    public void A_state_can_go_on_twice()
    {
        var theory = new DmftProblem(ThreeClusters, new DmftStart.Fixed(0.2), 30);
        var method = new DmftMethod.CausalMarch(DmftSampling.For(ThreeClusters, 256, 1), false);
        var middle = DmftSolver.Start(theory, method, Key).Advance(19, 1);
        DmftSolution Finish(DmftSolver run)
        {
            while (!run.IsFinished) run = run.Advance(5, 1);
            return run.Solution();
        }
        Assert.Equal<DmftPoint>(Finish(middle).Points, Finish(middle).Points);
    }

    [Fact]
    public void A_state_can_go_on_another_way_and_come_back()
    {
        // Both ways write rows of pages that they share: whoever comes second works on a copy.
        var sampling = DmftSampling.For(TwoClusters, 130, 1);
        var process = new EffectiveProcess(TwoClusters, sampling, Key);
        var order = new OrderParameters(TwoClusters, [0]);
        using var team = new ThreadTeam(1);
        StepAverages Step(IAveragedProcess of, double magnetization, OrderParameters with)
        {
            var averages = of.Step([magnetization], with.Correlation(with.Steps), team);
            with.ExtendResponse(averages, team);
            averages = averages with { NoiseKernel = of.Recall(with.Response(with.Steps + 1), team) };
            with.ExtendCorrelation(averages, team);
            return averages;
        }
        for (var k = 0; k < 5; k++) Step(process, order.Overlaps(k)[0], order);
        var (left, right) = (process.Fork(), process.Fork());
        var (leftOrder, rightOrder) = (order.Fork(), order.Fork());
        Assert.NotEqual(Step(left, 0.1, leftOrder).Drift, Step(right, 0.7, rightOrder).Drift);
        Step(process, 0.1, order);
        for (var k = 6; k < 20; k++)
        {
            var (a, b) = (Step(left, 0.2, leftOrder), Step(process, 0.2, order));
            Assert.Equal(a.Drift, b.Drift);
            Assert.Equal(a.NoiseKernel, b.NoiseKernel);
            Assert.Equal(a.MemoryKernel, b.MemoryKernel);
        }
    }

    [Fact]
    public void Finished_solutions_are_all_that_a_run_needs_to_go_on()
    {
        var theory = new DmftProblem(ThreeClusters, new DmftStart.Average(300, 3), 12);
        var method = new DmftMethod.CausalMarch(DmftSampling.For(ThreeClusters, 64, 2));
        ImmutableArray<int> kernelSteps = [3, 9];
        var whole = Finish(DmftSolver.Start(theory, method, Key, kernelSteps), reload: false);
        var resumed = Finish(DmftSolver.Start(theory, method, Key, kernelSteps), reload: true);
        Assert.Equal<DmftPoint>(whole.Points, resumed.Points);
        foreach (var (k, l) in new[] { (3, 3), (9, 3), (9, 9) })
        {
            Assert.Equal(whole.Kernels.MemoryKernel(k, l), resumed.Kernels.MemoryKernel(k, l));
            Assert.Equal(DmftSolver.Solve(theory, method, Key, 1).Kernels.Correlation(k, l), resumed.Kernels.Correlation(k, l));
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => whole.Kernels.Correlation(9, 4));

        DmftSolution Finish(DmftSolver run, bool reload)
        {
            for (var slice = 0; !run.IsFinished; slice++)
            {
                run = run.Advance(7, 1 + (slice % 3));
                if (reload && !run.IsFinished) run = DmftSolver.Resume(theory, method, Key, kernelSteps, run.Solved());
                // A solution takes two slices: going back to its start after each of them would never end.
                if (reload && !run.IsFinished) run = run.Advance(13, 1);
            }
            return run.Solution();
        }
    }

    [Fact]
    public void Numbers_of_another_run_are_refused()
    {
        var theory = new DmftProblem(TwoClusters, new DmftStart.Fixed(0), 5);
        var method = new DmftMethod.CausalMarch(DmftSampling.For(TwoClusters, 64, 2));
        var solved = DmftSolver.Start(theory, method, Key, [2]).Advance(6, 1).Solved();
        void Resume(DmftProblem problem, ReadOnlySpan<double> numbers)
        {
            var copy = DenseVector<double>.Copy(numbers);
            Assert.Throws<ArgumentException>(() => DmftSolver.Resume(problem, method, Key, [2], copy));
        }
        for (var length = 0; length < solved.Length; length++) Resume(theory, solved.Span[..length]);
        Resume(theory, [.. solved.Span, 1]);
        Resume(theory with { Steps = 6 }, solved.Span);
        Resume(theory, [4, .. solved.Span[1..]]);
        Resume(theory, [double.NaN, .. solved.Span[1..]]);
        Resume(theory, [solved[0], 7, .. solved.Span[2..]]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_solution_allocates_little_more_than_it_holds(bool single)
    {
        // What comes and goes with every step would add up to T/2 times what a step needs: here some 60 MB.
        var theory = new DmftProblem(TwoClusters, new DmftStart.Fixed(0), 400);
        var method = new DmftMethod.CausalMarch(DmftSampling.For(TwoClusters, 4096, 1) with { SinglePrecision = single }, false);
        var run = DmftSolver.Start(theory, method, Key, []);
        var before = GC.GetAllocatedBytesForCurrentThread();
        // A slice begins with copies of three vectors of samples: ten slices of those are small beside the histories.
        while (!run.IsFinished) run = run.Advance(40, 1);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(allocated, 0, 1.3 * DmftSolver.EstimateBytes(theory, method, []));
    }

    [Fact]
    public void An_iteration_cut_short_says_so()
    {
        var theory = new DmftProblem(TwoClusters, new DmftStart.Fixed(0), 24);
        var method = new DmftMethod.DampedIteration(DmftSampling.For(TwoClusters, 64, 1), 0.5, 1e-9, 3);
        Assert.Equal(new Termination.OutOfSteps(3), DmftSolver.Solve(theory, method, Key, 1).Ending);
    }

    [Fact]
    public void A_step_too_large_ends_with_its_step_and_cause()
    {
        var theory = new DmftProblem(TwoClusters with { Ridge = 1e6, InitialVariance = 1 }, new DmftStart.Fixed(1), 200);
        var solution = DmftSolver.Solve(theory, new DmftMethod.CausalMarch(DmftSampling.For(theory.Descent, 64, 2), false), Key, 1);
        var ending = Assert.IsType<Termination.Diverged>(solution.Ending);
        Assert.InRange(ending.Step, 20, 40);
        Assert.NotEmpty(ending.Cause);
        Assert.Equal(ending.Step, solution.Points.Length);
    }
}
