using System.Collections.Immutable;
using Pipelines.Model.QuenchingActivation;
using Pipelines.Model.QuenchingActivation.Population;
using Pipelines.Model.QuenchingActivation.Training;
using Pipelines.Model.Runs;
using Pipelines.Model.Tests.QuenchingActivation.Population;

namespace Pipelines.Model.Tests.QuenchingActivation.Training;

public sealed class GradientFlowTests
{
    // Recorded times of the reference are multiples of 0.1.
    private const double LearningRate = 0.1;

    [Fact]
    public void The_flow_matches_an_integrator_of_order_eight()
    {
        var root = QuenchingReference.Json("flow.json");
        var initial = root.Parameters("a0", "B0");
        var small = QuenchingReference.Json("population_small.json");
        foreach (var run in root.GetProperty("runs").EnumerateArray())
        {
            var records = run.GetProperty("records").EnumerateArray().ToArray();
            ImmutableArray<long> steps = [.. records.Select(r => (long)Math.Round(r.Number("t") / LearningRate))];
            var target = QuenchingReference.Target(run.GetProperty("target").GetString()!, initial.InputDimension, small);
            var problem = Problem(target, initial.InputDimension);
            // The method is of order 2: a tolerance of 1e-13 a step leaves a global error of a few 1e-10.
            var plan = new TrainingPlan(new Optimiser.GradientFlow(LearningRate, 1e-13), steps[^1], steps);
            var samples = TrainingRun.Complete(problem, plan, initial).Trajectory.Samples;
            foreach (var (record, sample) in records.Zip(samples))
            {
                var what = $"{target}, t = {sample.Time}";
                var risk = record.Number("risk");
                QuenchingReference.Close(risk, sample.Risk, 0, $"risk of {what}", absolute: 1e-9 * Math.Max(1, risk));
                QuenchingReference.Close(record.Numbers("a"), sample.Parameters.OuterWeights.Span, 1e-9, $"a of {what}");
                QuenchingReference.Close(record.Matrix("B").Span, sample.Parameters.InnerWeights.Span, 1e-9, $"B of {what}");
            }
        }
    }

    [Fact]
    public void A_flow_from_huge_weights_is_given_up_soon_and_says_why()
    {
        var plan = new TrainingPlan(new Optimiser.GradientFlow(1e-3, 1e-5), 400, [400]);
        var problem = Problems.Population(new TargetFunction.SingleNeuron(), 6);
        var (state, trajectory) = TrainingRun.Complete(problem, plan, Problems.Initial(12, 6, outerScale: 1e6));
        Assert.Contains("too stiff", Assert.IsType<Termination.Diverged>(trajectory.Termination).Cause);
        Assert.InRange(state.GradientEvaluations, 1, 100_000);
    }

    [Fact]
    public void A_flow_from_large_weights_arrives()
    {
        var plan = new TrainingPlan(new Optimiser.GradientFlow(1e-3, 1e-5), 400, [400]);
        var problem = Problems.Population(new TargetFunction.SingleNeuron(), 6);
        Assert.IsType<Termination.ReachedTime>(TrainingRun.Complete(problem, plan, Problems.Initial(12, 6, outerScale: 300)).Trajectory.Termination);
    }

    private static TrainingProblem Problem(TargetFunction target, int inputDimension) =>
        new(new TrainingObjective.Population(new PopulationRisk(target, inputDimension)), OutputScaling.Conventional);
}
