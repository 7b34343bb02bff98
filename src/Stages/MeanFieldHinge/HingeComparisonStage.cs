using System.Collections.Immutable;
using Pipelines.Model.Numerics;
using Pipelines.Model.Theories.MeanFieldHinge;
using Pipelines.Model.Training.MeanFieldHinge;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.MeanFieldHinge;

/// <summary>Holds the trained network against the theory, step by step: its nodes against the node law, its clock against the recursion from its own moments.</summary>
internal static class HingeComparisonStage
{
    public static StageIdentity Stage { get; } = new("hinge-comparison", 1, StageRole.Comparison);

    public static RowTable<Row> Comparison { get; } =
        new RowTable<Row>("comparison", "Distance of the trained network's nodes to the node law at each recorded step.")
            .Integer("step", r => r.Step, "Gradient-descent steps.")
            .Number("time", r => r.Step, "Time: one step is one unit.", "gradient-descent steps")
            .Number("ownClock", r => r.OwnClock, "ln P_k of the recursion started from this network's own moments.", "", "hinge.md section 7")
            .Number("outerDeviationFlow", r => r.Flow.OuterWeights, "rms over nodes of a - law, over the rms of the law of gradient flow.", "", "Pellegrini & Biroli 2020, eq. 10")
            .Number("parallelDeviationFlow", r => r.Flow.ParallelWeights, "The same for w_par.", "", "Pellegrini & Biroli 2020, eq. 10")
            .Number("outerDeviation", r => r.Descent.OuterWeights, "rms over nodes of a - law, over the rms of the law of descent in finite steps.", "", "hinge.md section 7")
            .Number("parallelDeviation", r => r.Descent.ParallelWeights, "The same for w_par.", "", "hinge.md section 7");

    /// <summary>One recorded step.</summary>
    internal sealed record Row(long Step, NodeDeviation Flow, NodeDeviation Descent, double OwnClock);

    public static TableNode Node(HingeTheoryProblem problem, TableNode training, TableNode theory) => new(
        Stage, problem.Identity, [.. problem.Inputs, training, theory], Cost.None, [Comparison.Schema],
        inputs => StageRun.Once(_ => [Compare(problem.Of(inputs), inputs.Get(training), inputs.Get(theory))]));

    private static Table Compare(HingeProblem problem, ImmutableArray<Table> training, ImmutableArray<Table> theory)
    {
        var (seen, law) = (Rows.Of(training, "trajectory"), Rows.Of(theory, "theory"));
        var start = Rows.Of(training, "trainingSummary");
        var initial = new InitialMoments(
            start.Number("initialGrowingSquare", 0), start.Number("initialDecayingSquare", 0), start.Number("initialMixed", 0));
        ImmutableArray<long> steps = [.. Enumerable.Range(0, seen.Count).Select(i => (long)seen.Number("step", i))];
        var own = DiscreteClock.Solve(problem, steps, new NetworkMoments(initial.Growing / 2, initial.Decaying / 2));
        return Comparison.Of([.. Enumerable.Range(0, seen.Count).Select(i => Compare(seen, law, i, initial, own[i].Clock))]);
    }

    private static Row Compare(Rows seen, Rows law, int i, InitialMoments initial, double ownClock)
    {
        var nodes = new NodeMoments(
            new(seen.Number("outerSquare", i), seen.Number("outerGrowing", i), seen.Number("outerDecaying", i)),
            new(seen.Number("parallelSquare", i), seen.Number("parallelGrowing", i), seen.Number("parallelDecaying", i)));
        var growth = Elementary.Exp(law.Number("clock", i));
        return new(
            (long)seen.Number("step", i),
            nodes.Deviation(initial, growth, 1 / growth),
            nodes.Deviation(initial, law.Number("discreteGrowth", i), law.Number("discreteDecay", i)),
            ownClock);
    }
}
