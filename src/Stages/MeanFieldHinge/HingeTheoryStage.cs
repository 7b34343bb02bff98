using System.Collections.Immutable;
using Pipelines.Model.Theories.MeanFieldHinge;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.MeanFieldHinge;

/// <summary>The mean-field theory at the recorded steps: gradient flow by its clock, gradient descent by its recursion.</summary>
internal static class HingeTheoryStage
{
    public static StageIdentity Stage { get; } = new("hinge-theory", 1, StageRole.Theory);

    /// <param name="problem">The problem that the theory solves.</param>
    /// <param name="recorded">Steps.</param>
    public static TableNode Node(HingeTheoryProblem problem, ImmutableArray<long> recorded) => new(
        Stage, new Settings(problem.Identity, recorded), problem.Inputs, new(1e6, 1 << 20, 128L * recorded.Length),
        [HingeTheoryTables.Theory.Schema, HingeTheoryTables.Summary.Schema],
        inputs => StageRun.Once(_ => Solve(problem.Of(inputs), recorded, problem.IsExact)));

    private static ImmutableArray<Table> Solve(HingeProblem problem, ImmutableArray<long> recorded, bool isExact)
    {
        ImmutableArray<double> times = [.. recorded.Select(step => (double)step)];
        var flow = HingeTheory.Solve(problem, times);
        var descent = DiscreteClock.Solve(problem, recorded);
        var noiseless = HingeClock.At(problem with { MislabelFraction = 0 }, times);
        var rows = Enumerable.Range(0, times.Length).Select(i => new HingeTheoryTables.Row(
            flow[i], descent[i], LargeTime.EarlyClock(problem, times[i]), LargeTime.Clock(problem, times[i]), noiseless[i]));
        return [HingeTheoryTables.Theory.Of([.. rows]), HingeTheoryTables.Summary.Of([new(problem, isExact)])];
    }

    private sealed record Settings(HingeTheoryProblem.Settings Problem, ImmutableArray<long> Recorded);
}
