using System.Collections.Immutable;
using Pipelines.Model.Numerics;
using Pipelines.Model.Theories.MeanFieldHinge;
using Pipelines.Model.Training.MeanFieldHinge;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.MeanFieldHinge;

/// <summary>Holds the trained network against the theory: its nodes against the node law, its clock against the recursion from its own moments,
/// its examples against the edge of the satisfied region.</summary>
internal static class HingeComparisonStage
{
    public static StageIdentity Stage { get; } = new("hinge-comparison", 1, StageRole.Comparison);

    public static TableNode Node(HingeTheoryProblem problem, TableNode training, TableNode theory) => new(
        Stage, problem.Identity, [.. problem.Inputs, training, theory], Cost.None,
        [HingeComparisonTables.Comparison.Schema, HingeComparisonTables.NodeLaw.Schema, HingeComparisonTables.Satisfaction.Schema],
        inputs => StageRun.Once(_ =>
        {
            var (seen, solved) = (inputs.Get(training), inputs.Get(theory));
            var law = problem.Of(inputs);
            return [Compare(law, seen, solved), NodeLaws(seen, solved), Satisfaction(law, Rows.Of(seen, "satisfaction"))];
        }));

    private static Table Compare(HingeProblem problem, ImmutableArray<Table> training, ImmutableArray<Table> theory)
    {
        var (seen, law) = (Rows.Of(training, "trajectory"), Rows.Of(theory, "theory"));
        var start = Rows.Of(training, "trainingSummary");
        var initial = new InitialMoments(
            start.Number("initialGrowingSquare", 0), start.Number("initialDecayingSquare", 0), start.Number("initialMixed", 0));
        ImmutableArray<long> steps = [.. Enumerable.Range(0, seen.Count).Select(i => (long)seen.Number("step", i))];
        var own = DiscreteClock.Solve(problem, steps, new NetworkMoments(initial.Growing / 2, initial.Decaying / 2));
        return HingeComparisonTables.Comparison.Of([.. Enumerable.Range(0, seen.Count).Select(i => Compare(seen, law, i, initial, own[i]))]);
    }

    private static HingeComparisonTables.Row Compare(Rows seen, Rows law, int i, InitialMoments initial, DescentObservables own)
    {
        var nodes = new NodeMoments(
            new(seen.Number("outerSquare", i), seen.Number("outerGrowing", i), seen.Number("outerDecaying", i)),
            new(seen.Number("parallelSquare", i), seen.Number("parallelGrowing", i), seen.Number("parallelDecaying", i)));
        var growth = Elementary.Exp(law.Number("clock", i));
        var (p, q) = (law.Number("discreteGrowth", i), law.Number("discreteDecay", i));
        return new(
            (long)seen.Number("step", i),
            nodes.Deviation(initial, growth, 1 / growth),
            nodes.Deviation(initial, p, q),
            nodes.Deviation(initial, 1, 1),
            own,
            ((p * p) - (q * q)) / ((p * p) + (q * q)));
    }

    private static Table NodeLaws(ImmutableArray<Table> training, ImmutableArray<Table> theory)
    {
        var (seen, law) = (Rows.Of(training, "neurons"), Rows.Of(theory, "theory"));
        var starts = Enumerable.Range(0, seen.Count).Where(i => seen.Number("step", i) == 0).ToList();
        var rows =
            from step in Enumerable.Range(0, law.Count)
            let node = NodeLaw.AtClock(law.Number("clock", step))
            from start in starts
            let weights = node.Of(seen.Number("outerWeight", start), seen.Number("parallelWeight", start))
            select ((long)law.Number("step", step), (long)seen.Number("neuron", start), weights.Outer, weights.Parallel);
        return HingeComparisonTables.NodeLaw.Of([.. rows]);
    }

    private static Table Satisfaction(HingeProblem problem, Rows examples)
    {
        var satisfied = Enumerable.Range(0, examples.Count)
            .Select(i => (Step: (long)examples.Number("firstSatisfied", i), Projection: examples.Number("projection", i)))
            .Where(e => e.Step > 0).ToList();
        ImmutableArray<long> steps = [.. satisfied.Select(e => e.Step).Distinct().Order()];
        var clocks = HingeClock.At(problem, [.. steps.Select(s => (double)s)]);
        var bands = steps.Zip(clocks).ToDictionary(s => s.First, s => SatisfactionBand.At(problem, s.Second, SpreadConvention.Printed));
        return HingeComparisonTables.Satisfaction.Of(
            [.. satisfied.Select(e => new HingeComparisonTables.Example(e.Step, e.Projection, bands[e.Step]))]);
    }
}
