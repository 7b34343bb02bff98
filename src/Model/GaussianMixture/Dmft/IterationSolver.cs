using System.Collections.Immutable;
using Pipelines.Model.GaussianMixture.Dmft.Process;
using Pipelines.Model.Numerics.Kernels;
using Pipelines.Model.Randomness;
using Pipelines.Model.Runs;

namespace Pipelines.Model.GaussianMixture.Dmft;

/// <summary>The damped fixed-point iteration of the paper (Mignacco et al. 2020, section 3): sweeps over all times with the kernels of the last
/// sweep.</summary>
/// <remarks>A sweep drives the sampled process with the rows of the old guess and builds the new guess from a mixture of new and old
/// averages.</remarks>
internal sealed class IterationSolver : ISolver
{
    private readonly DmftProblem _problem;
    private readonly DmftMethod.DampedIteration _method;
    private readonly RandomKey _key;
    private readonly OrderParameters _guess;
    private readonly IAveragedProcess _process;
    private readonly OrderParameters _next;
    private readonly int _sweeps;

    private IterationSolver(
        DmftProblem problem,
        DmftMethod.DampedIteration method,
        RandomKey key,
        OrderParameters guess,
        (IAveragedProcess Process, OrderParameters Next, int Sweeps) sweep,
        Termination? ending)
    {
        (_problem, _method, _key, _guess, Ending) = (problem, method, key, guess, ending);
        (_process, _next, _sweeps) = sweep;
    }

    public Termination? Ending { get; }

    public double Fraction => (_sweeps + ((double)_next.Steps / (_problem.Steps + 1))) / _method.MaximumSweeps;

    public SolutionRecord Record(ImmutableArray<int> kernelSteps) => SolutionRecord.From(_problem.Descent, _guess, kernelSteps);

    public static IterationSolver Start(DmftProblem problem, DmftMethod.DampedIteration method, double[] overlaps, RandomKey key)
    {
        var guess = new OrderParameters(problem.Descent, overlaps);
        using var team = new ThreadTeam(1);
        for (var k = 0; k <= problem.Steps; k++) guess.Extend(StepAverages.Zero(k, overlaps.Length), team);
        return new(problem, method, key, guess, Sweep(problem, method, overlaps, key, 0), null);
    }

    public ISolver Advance(int steps, int threads)
    {
        var (guess, ending) = (_guess, Ending);
        var (process, next, sweeps) = (_process.Fork(), _next.Fork(), _sweeps);
        using var team = new ThreadTeam(threads);
        for (var i = 0; i < steps && ending is null; i++)
        {
            var k = next.Steps;
            var averages = process.Step(guess.Overlaps(k), guess.Correlation(k), team);
            averages = averages with { NoiseKernel = process.Recall(guess.Response(k + 1), team) };
            if ((averages.FirstNonFinite() ?? next.FirstDefect(k)) is { } defect)
            {
                ending = new Termination.Diverged(k, FormattableString.Invariant($"in sweep {sweeps + 1}, {defect}"));
                break;
            }
            next.Extend(averages.MixWith(guess.Averages(k), _method.Mixing), team);
            if (next.Steps <= _problem.Steps) continue;
            ending = Judge(Distance(guess, next), ++sweeps);
            guess = next;
            (process, next, sweeps) = Sweep(_problem, _method, guess.Overlaps(0), _key, sweeps);
        }
        return new IterationSolver(_problem, _method, _key, guess, (process, next, sweeps), ending);
    }

    private static (IAveragedProcess Process, OrderParameters Next, int Sweeps) Sweep(
        DmftProblem problem, DmftMethod.DampedIteration method, double[] overlaps, RandomKey key, int sweeps) =>
        (new EffectiveProcess(problem.Descent, method.Sampling, key), new OrderParameters(problem.Descent, overlaps), sweeps);

    private Termination? Judge(double distance, int sweeps) =>
        distance <= _method.Tolerance ? new Termination.Converged(_problem.Descent.LearningRate * _problem.Steps, distance)
        : sweeps >= _method.MaximumSweeps ? new Termination.OutOfSteps(sweeps)
        : null;

    private double Distance(OrderParameters old, OrderParameters fresh)
    {
        var largest = 0.0;
        for (var k = 0; k <= _problem.Steps; k++)
        {
            foreach (var (was, now) in old.Overlaps(k).Zip(fresh.Overlaps(k))) largest = Math.Max(largest, Relative(was, now));
            largest = Math.Max(largest, Relative(old.SquaredNorm(k), fresh.SquaredNorm(k)));
        }
        return largest;
    }

    private static double Relative(double old, double fresh) => Math.Abs(fresh - old) / Math.Max(1, Math.Abs(fresh));
}
