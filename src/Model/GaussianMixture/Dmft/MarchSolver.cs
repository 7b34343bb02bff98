using System.Collections.Immutable;
using Pipelines.Model.GaussianMixture.Dmft.Process;
using Pipelines.Model.Numerics.Kernels;
using Pipelines.Model.Randomness;
using Pipelines.Model.Runs;

namespace Pipelines.Model.GaussianMixture.Dmft;

/// <summary>The causal march: averages of step k, then row k + 1 of every kernel, once through.</summary>
internal sealed class MarchSolver : ISolver
{
    private readonly DmftProblem _problem;
    private readonly IAveragedProcess _process;

    private MarchSolver(DmftProblem problem, IAveragedProcess process, OrderParameters order, Termination? ending) =>
        (_problem, _process, Order, Ending) = (problem, process, order, ending);

    public Termination? Ending { get; }

    public double Fraction => (double)Order.Steps / (_problem.Steps + 1);

    private OrderParameters Order { get; }

    public static MarchSolver Sampled(DmftProblem problem, DmftSampling sampling, double[] overlaps, RandomKey key) =>
        new(problem, new EffectiveProcess(problem.Descent, sampling, key), new OrderParameters(problem.Descent, overlaps), null);

    public static MarchSolver Exact(DmftProblem problem, double[] overlaps) =>
        new(problem, new QuadraticProcess(problem.Descent), new OrderParameters(problem.Descent, overlaps), null);

    public SolutionRecord Record(ImmutableArray<int> kernelSteps) => SolutionRecord.From(_problem.Descent, Order, kernelSteps);

    public ISolver Advance(int steps, int threads)
    {
        var (process, order, ending) = (_process.Fork(), Order.Fork(), Ending);
        using var team = new ThreadTeam(threads);
        for (var i = 0; i < steps && ending is null; i++)
        {
            ending = TakeStep(process, order, team);
            if (order.Steps == _problem.Steps + 1) ending ??= new Termination.ReachedTime(_problem.Descent.LearningRate * _problem.Steps);
        }
        return new MarchSolver(_problem, process, order, ending);
    }

    private static Termination.Diverged? TakeStep(IAveragedProcess process, OrderParameters order, ThreadTeam team)
    {
        var k = order.Steps;
        if (order.FirstDefect(k) is { } defect) return new(k, defect);
        var averages = process.Step(order.Overlaps(k), order.Correlation(k), team);
        if (averages.FirstNonFinite() is { } cause) return new(k, cause);
        order.ExtendResponse(averages, team);
        averages = averages with { NoiseKernel = process.Recall(order.Response(k + 1), team) };
        if (averages.FirstNonFinite() is { } lateCause) return new(k, lateCause);
        order.ExtendCorrelation(averages, team);
        return null;
    }
}
