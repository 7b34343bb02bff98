using System.Collections.Immutable;
using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;
using Pipelines.Model.Runs;

namespace Pipelines.Model.GaussianMixture.Dmft;

/// <summary>A solution of the dynamical mean-field theory under way: replicates one after the other, each in slices of steps. A value; advancing
/// returns the next.</summary>
/// <remarks>
/// Determinism: same bits on any thread count, hardware and slicing. Replicate b depends on the key and on b alone, so more replicates keep those
/// there are.
/// </remarks>
public sealed class DmftSolver
{
    private readonly DmftPlan _plan;
    private readonly FinishedSolutions _finished;
    private readonly ISolver? _solver;

    private DmftSolver(DmftPlan plan, FinishedSolutions finished, ISolver? solver) => (_plan, _finished, _solver) = (plan, finished, solver);

    /// <summary>True when all replicates are solved, or one diverged.</summary>
    public bool IsFinished => _solver is null;

    /// <summary>Share of the work done, in [0, 1].</summary>
    public double Fraction => _solver is null ? 1 : (_finished.Count + _solver.Fraction) / _plan.Tasks;

    /// <param name="problem">What is to be solved.</param>
    /// <param name="method">How.</param>
    /// <param name="key">Names the random numbers.</param>
    /// <param name="kernelSteps">Steps between which the two-time kernels are kept; by default all, T² numbers a kernel and replicate.</param>
    /// <exception cref="ArgumentException">The method cannot solve this problem.</exception>
    public static DmftSolver Start(DmftProblem problem, DmftMethod method, RandomKey key, ImmutableArray<int> kernelSteps = default)
    {
        var plan = new DmftPlan(problem, method, key, kernelSteps);
        return new(plan, FinishedSolutions.None, plan.Solver(0));
    }

    /// <summary>Goes on after the solutions that an unfinished run of the same arguments had come to, bit for bit; the one that was under way starts
    /// again.</summary>
    /// <param name="problem">That of the run.</param>
    /// <param name="method">That of the run.</param>
    /// <param name="key">That of the run.</param>
    /// <param name="kernelSteps">That of the run.</param>
    /// <param name="solved">What <see cref="Solved"/> gave.</param>
    /// <exception cref="ArgumentException">The numbers are those of no such run, or the method cannot solve this problem.</exception>
    public static DmftSolver Resume(
        DmftProblem problem, DmftMethod method, RandomKey key, ImmutableArray<int> kernelSteps, DenseVector<double> solved)
    {
        ArgumentNullException.ThrowIfNull(solved);
        var plan = new DmftPlan(problem, method, key, kernelSteps);
        var finished = FinishedSolutions.FromNumbers(plan, solved.Span);
        return new(plan, finished, plan.Solver(finished.Count));
    }

    /// <summary>The finished solutions as numbers, from which <see cref="Resume"/> goes on.</summary>
    /// <exception cref="InvalidOperationException">The run is finished.</exception>
    public DenseVector<double> Solved() =>
        IsFinished ? throw new InvalidOperationException("The run is finished.") : DenseVector<double>.Copy(_finished.ToNumbers());

    /// <summary>The whole solution at once.</summary>
    public static DmftSolution Solve(DmftProblem problem, DmftMethod method, RandomKey key, int threads)
    {
        var run = Start(problem, method, key);
        while (!run.IsFinished) run = run.Advance(int.MaxValue, threads);
        return run.Solution();
    }

    /// <summary>Bytes that a run holds at its peak. Cheap: nothing is drawn.</summary>
    /// <exception cref="ArgumentException">The method cannot solve this problem.</exception>
    public static long EstimateBytes(DmftProblem problem, DmftMethod method, ImmutableArray<int> kernelSteps = default) =>
        new DmftPlan(problem, method, default, kernelSteps).EstimateBytes();

    /// <summary>Goes on by at most so many steps of the current replicate; the next replicate starts with the next slice.</summary>
    public DmftSolver Advance(int steps, int threads)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        if (_solver is null) return this;
        var solver = _solver.Advance(steps, threads);
        if (solver.Ending is not { } ending) return new(_plan, _finished, solver);
        var finished = _finished.With(_plan, solver, ending);
        return new(_plan, finished, ending is Termination.Diverged || finished.Count == _plan.Tasks ? null : _plan.Solver(finished.Count));
    }

    /// <exception cref="InvalidOperationException">The run is not finished.</exception>
    public DmftSolution Solution()
    {
        if (!IsFinished) throw new InvalidOperationException("The run is not finished.");
        var endings = _finished.Endings;
        var ending = endings.FirstOrDefault(e => e is Termination.Diverged) ?? endings.FirstOrDefault(e => e is Termination.OutOfSteps) ?? endings[0];
        return DmftSolution.Combine(_plan, _finished, ending);
    }
}

/// <summary>One solution of the equations under way: a value that never changes; advancing returns the next.</summary>
internal interface ISolver
{
    /// <summary>How it ended; null while it goes on.</summary>
    Termination? Ending { get; }

    /// <summary>Share of the work done, in [0, 1]; an upper bound on what is left when the number of sweeps is open.</summary>
    double Fraction { get; }

    /// <summary>The numbers found so far.</summary>
    /// <param name="kernelSteps">Steps between which kernels are kept: those the solver began with, where it had to know them.</param>
    SolutionRecord Record(ImmutableArray<int> kernelSteps);

    /// <summary>Goes on by at most so many steps; stops early at the end.</summary>
    ISolver Advance(int steps, int threads);
}
