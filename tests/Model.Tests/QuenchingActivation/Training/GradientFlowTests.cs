using System.Collections.Immutable;
using Pipelines.Model.Numerics;
using Pipelines.Model.QuenchingActivation;
using Pipelines.Model.QuenchingActivation.Integration;
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

    [Fact]
    public void A_flow_that_follows_a_corner_of_the_risk_arrives()
    {
        var flow = new Optimiser.GradientFlow(0.01, 1e-4);
        var start = GradientFlow.Start(new Corner(), DenseVector<double>.Copy([0.3, 0]), 1);
        var slice = new GradientFlow(new Corner(), new TrainingPlan(flow, 400, [400]), flow, start).Advance(long.MaxValue);
        Assert.IsType<Termination.ReachedTime>(slice.Ending);
        // dy/dt = (2 - y)/2 beside the corner and along it.
        Assert.Equal(0, slice.State.Weights[0], 1e-3);
        Assert.Equal(2 - (2 * Math.Exp(-2)), slice.State.Weights[1], 1e-3);
    }

    /// <summary>R = |a| + (b - 2)²/4: forces of both sides hold the flow at a = 0.</summary>
    private sealed class Corner : IDescent, IRiskGradient
    {
        public IRiskGradient Gradient => this;

        public int Length => 2;

        public int HiddenUnits => 1;

        public int InputDimension => 1;

        public double Risk(ReadOnlySpan<double> weights) => Math.Abs(weights[0]) + ((weights[1] - 2) * (weights[1] - 2) / 4);

        public void WeightsInto(ReadOnlySpan<double> point, Span<double> weights) => point.CopyTo(weights);

        double IRiskGradient.EvaluateInto(ReadOnlySpan<double> weights, Span<double> gradient)
        {
            (gradient[0], gradient[1]) = (Math.Sign(weights[0]), (weights[1] - 2) / 2);
            return Risk(weights);
        }

        double IVectorField.EvaluateInto(ReadOnlySpan<double> point, Span<double> rate)
        {
            (rate[0], rate[1]) = (-Math.Sign(point[0]), (2 - point[1]) / 2);
            return Risk(point);
        }
    }

    private static TrainingProblem Problem(TargetFunction target, int inputDimension) =>
        new(new TrainingObjective.Population(new PopulationRisk(target, inputDimension)), OutputScaling.Conventional);
}
