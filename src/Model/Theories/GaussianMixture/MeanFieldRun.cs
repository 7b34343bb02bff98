using System.Collections.Immutable;
using Pipelines.Model.Dynamics;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.Theories.GaussianMixture;

/// <summary>A solution of the dynamical mean-field theory under way: replicates one after the other, each in slices of steps. A value; advancing returns the next.</summary>
/// <remarks>
/// Determinism: same bits on any thread count, hardware and slicing. Replicate b depends on the key and on b alone, so more replicates keep those there are.
/// </remarks>
public sealed class MeanFieldRun
{
    private readonly MeanFieldPlan _plan;
    private readonly int _task;
    private readonly ISolver _solver;
    private readonly ImmutableArray<SolutionRecord> _nodes;
    private readonly ImmutableArray<SolutionRecord> _replicates;
    private readonly ImmutableArray<SolutionRecord> _halves;
    private readonly ImmutableArray<Termination> _endings;

    private MeanFieldRun(
        MeanFieldPlan plan,
        int task,
        ISolver solver,
        (ImmutableArray<SolutionRecord> Nodes, ImmutableArray<SolutionRecord> Replicates, ImmutableArray<SolutionRecord> Halves) records,
        ImmutableArray<Termination> endings)
    {
        (_plan, _task, _solver, _endings) = (plan, task, solver, endings);
        (_nodes, _replicates, _halves) = records;
    }

    /// <summary>True when all replicates are solved, or one diverged.</summary>
    public bool IsFinished => _task == _plan.Tasks;

    /// <summary>Share of the work done, in [0, 1].</summary>
    public double Fraction => IsFinished ? 1 : (_task + _solver.Fraction) / _plan.Tasks;

    /// <exception cref="ArgumentException">The method cannot solve this problem.</exception>
    public static MeanFieldRun Start(MeanFieldProblem problem, MeanFieldMethod method, RandomKey key)
    {
        var plan = new MeanFieldPlan(problem, method, key);
        return new(plan, 0, plan.Solver(0), ([], [], []), []);
    }

    /// <summary>The whole solution at once.</summary>
    public static MeanFieldSolution Solve(MeanFieldProblem problem, MeanFieldMethod method, RandomKey key, int threads)
    {
        var run = Start(problem, method, key);
        while (!run.IsFinished) run = run.Advance(int.MaxValue, threads);
        return run.Solution();
    }

    /// <summary>Bytes that a run holds at its peak. Cheap: nothing is drawn.</summary>
    /// <exception cref="ArgumentException">The method cannot solve this problem.</exception>
    public static long EstimateBytes(MeanFieldProblem problem, MeanFieldMethod method) =>
        new MeanFieldPlan(problem, method, default).EstimateBytes();

    /// <summary>Goes on by at most so many steps of the current replicate; the next replicate starts with the next slice.</summary>
    public MeanFieldRun Advance(int steps, int threads)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        if (IsFinished) return this;
        var solver = _solver.Advance(steps, threads);
        return solver.Ending is { } ending
            ? CloseTask(solver, ending)
            : new(_plan, _task, solver, (_nodes, _replicates, _halves), _endings);
    }

    /// <exception cref="InvalidOperationException">The run is not finished.</exception>
    public MeanFieldSolution Solution()
    {
        if (!IsFinished) throw new InvalidOperationException("The run is not finished.");
        var ending = _endings.FirstOrDefault(e => e is Termination.Diverged) ?? _endings.FirstOrDefault(e => e is Termination.OutOfSteps) ?? _endings[0];
        return MeanFieldSolution.Combine(_plan.Problem.Descent.LearningRate, _replicates, _halves, _plan.IsExact, ending);
    }

    private MeanFieldRun CloseTask(ISolver solver, Termination ending)
    {
        var half = _plan.IsHalf(_task);
        var nodes = _nodes.Add(SolutionRecord.From(_plan.Problem.Descent, solver.Order, !half));
        var diverged = ending is Termination.Diverged;
        var (replicates, halves) = (_replicates, _halves);
        if (nodes.Length == _plan.Nodes || diverged)
        {
            var record = nodes.Length == 1 ? nodes[0] : SolutionRecord.Mean(nodes);
            if (half) halves = halves.Add(record);
            else replicates = replicates.Add(record);
            nodes = [];
        }
        var task = diverged ? _plan.Tasks : _task + 1;
        return new(_plan, task, task < _plan.Tasks ? _plan.Solver(task) : solver, (nodes, replicates, halves), _endings.Add(ending));
    }
}
