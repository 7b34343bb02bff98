using Pipelines.Model.Dynamics;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.Theories.GaussianMixture;

/// <summary>The causal march: averages of step k, then row k + 1 of every kernel, once through.</summary>
internal sealed class MarchSolver : ISolver
{
    private readonly MeanFieldProblem _problem;
    private readonly IAveragedProcess _process;

    private MarchSolver(MeanFieldProblem problem, IAveragedProcess process, OrderParameters order, Termination? ending) =>
        (_problem, _process, Order, Ending) = (problem, process, order, ending);

    public Termination? Ending { get; }

    public double Fraction => (double)Order.Steps / (_problem.Steps + 1);

    public OrderParameters Order { get; }

    public static MarchSolver Sampled(MeanFieldProblem problem, MeanFieldSampling sampling, double magnetization, RandomKey key) =>
        new(problem, new EffectiveProcess(problem.Descent, sampling, key), new OrderParameters(problem.Descent, magnetization), null);

    public static MarchSolver Exact(MeanFieldProblem problem, double magnetization) =>
        new(problem, new QuadraticProcess(problem.Descent), new OrderParameters(problem.Descent, magnetization), null);

    public ISolver Advance(int steps, int threads)
    {
        var (process, order, ending) = (_process.Fork(), Order.Fork(), Ending);
        for (var i = 0; i < steps && ending is null; i++)
        {
            ending = TakeStep(process, order, threads);
            if (order.Steps == _problem.Steps + 1) ending ??= new Termination.ReachedTime(_problem.Descent.LearningRate * _problem.Steps);
        }
        return new MarchSolver(_problem, process, order, ending);
    }

    private static Termination.Diverged? TakeStep(IAveragedProcess process, OrderParameters order, int threads)
    {
        var k = order.Steps;
        if (order.FirstDefect(k) is { } defect) return new(k, defect);
        var averages = process.Step(order.Magnetization(k), order.Response(k), order.Correlation(k), threads);
        if (averages.FirstNonFinite() is { } cause) return new(k, cause);
        order.Extend(averages);
        return null;
    }
}
