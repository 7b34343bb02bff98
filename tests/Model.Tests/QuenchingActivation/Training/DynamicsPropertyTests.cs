using Pipelines.Model.QuenchingActivation;
using Pipelines.Model.QuenchingActivation.Data;
using Pipelines.Model.QuenchingActivation.Population;
using Pipelines.Model.QuenchingActivation.Training;
using Pipelines.Model.Runs;
using Pipelines.Model.Tests.QuenchingActivation.Population;

namespace Pipelines.Model.Tests.QuenchingActivation.Training;

/// <summary>What training must do whatever the numbers.</summary>
public sealed class DynamicsPropertyTests
{
    [Fact]
    public void The_flow_conserves_the_balance_of_every_neuron()
    {
        var initial = Initialisation.Unit.Draw(Problems.Key, 12, 6);
        foreach (var problem in new[] { Problems.Population(TargetFunction.Circle, 6), Problems.Empirical(40, 6) })
        {
            var sample = Problems.Last(problem, new Optimiser.GradientFlow(0.01, 1e-7), 1000, initial);
            // |b|² = 1 + a² from a = 0 and unit rows; the integrator keeps it to its global error.
            for (var j = 0; j < 12; j++) Assert.Equal(-1, Balance(sample.Parameters, j), 1e-4);
        }
    }

    [Fact]
    public void The_mean_field_map_is_exact_for_both_objectives_and_for_the_flow()
    {
        const int m = 10;
        var initial = Problems.Initial(m, 6);
        var start = OutputScalings.MeanFieldToConventional(initial);
        foreach (var (meanField, conventional) in new[]
        {
            (Circle(OutputScaling.MeanField), Circle(OutputScaling.Conventional)),
            (Problems.Empirical(30, 6, OutputScaling.MeanField), Problems.Empirical(30, 6)),
        })
        {
            var left = Problems.Last(meanField, new Optimiser.GradientDescent(0.1), 500, initial);
            var right = Problems.Last(conventional, new Optimiser.GradientDescent(0.1 / m), 500, start);
            QuenchingReference.Close(left.Risk, right.Risk, 1e-11, "risk");
            var mapped = OutputScalings.ConventionalToMeanField(right.Parameters);
            QuenchingReference.Close(left.Parameters.InnerWeights.Span, mapped.InnerWeights.Span, 1e-11, "inner weights");
            QuenchingReference.Close(left.Parameters.OuterWeights.Span, mapped.OuterWeights.Span, 1e-11, "outer weights");
        }
        var slow = Problems.Last(Circle(OutputScaling.MeanField), new Optimiser.GradientFlow(0.1, 1e-7), 500, initial);
        var fast = Problems.Last(Circle(OutputScaling.Conventional), new Optimiser.GradientFlow(0.1 / m, 1e-7), 500, start);
        QuenchingReference.Close(slow.Risk, fast.Risk, 1e-5, "flow");
    }

    [Fact]
    public void Dead_neurons_stay_where_they_are_under_every_optimiser()
    {
        var network = Networks.FromNeurons(Problems.Initial(5, 4).Neurons().Append((0.7, new double[4])));
        foreach (var problem in new[] { Problems.Population(TargetFunction.Circle, 4), Problems.Empirical(20, 4) })
        {
            foreach (var optimiser in new Optimiser[]
            {
                new Optimiser.GradientDescent(0.01), new Optimiser.Momentum(0.001), new Optimiser.Adam(0.01), new Optimiser.GradientFlow(0.01),
            })
            {
                var (outer, inner) = Problems.Last(problem, optimiser, 50, network).Parameters.Neurons().Last();
                Assert.Equal(0.7, outer);
                Assert.All(inner, b => Assert.Equal(0, b));
            }
        }
    }

    [Fact]
    public void The_flow_is_the_limit_of_small_steps_of_descent()
    {
        var initial = Problems.Initial(10, 5);
        var problem = Problems.Population(TargetFunction.Circle, 5);
        var flow = Problems.Last(problem, new Optimiser.GradientFlow(1, 1e-10), 4, initial).Parameters;
        double Error(double learningRate) => QuenchingReference.Distance(
            Descended(learningRate).InnerWeights.Span, flow.InnerWeights.Span);
        TwoLayerParameters Descended(double learningRate) => Problems.Last(
            problem, new Optimiser.GradientDescent(learningRate), (long)Math.Round(4 / learningRate), initial).Parameters;
        // Euler's method is of order one.
        Assert.InRange(Error(4e-3) / Error(2e-3), 1.9, 2.1);
    }

    [Fact]
    public void The_empirical_risk_tends_to_the_population_risk_like_one_over_the_root_of_the_samples()
    {
        var network = Problems.Initial(15, 8);
        foreach (var law in new[] { InputLaw.Gaussian, InputLaw.Sphere })
        {
            var target = TargetFunction.Circle;
            var exact = new PopulationRisk(target, network.InputDimension, law.Normalisation()).Value(network, OutputScaling.Conventional);
            double Spread(int samples) => Math.Sqrt(Enumerable.Range(0, 40).Average(replica =>
            {
                var drawn = LabelledSamples.Draw(Problems.Key.Fork(replica), law, samples, network.InputDimension, target);
                var sampled = new EmpiricalRisk(drawn).Value(network, OutputScaling.Conventional);
                return ((sampled / exact) - 1) * ((sampled / exact) - 1);
            }));
            var slope = Math.Log2(Spread(100) / Spread(1600)) / 4;
            // 40 replicas know a spread to 11 %: the slope over a factor of 16 to 0.06.
            Assert.InRange(slope, 0.3, 0.7);
        }
    }

    [Fact]
    public void Divergence_stops_the_run_and_names_the_step()
    {
        foreach (var problem in new[] { Problems.Population(TargetFunction.Circle, 5), Problems.Empirical(20, 5) })
        {
            var plan = new TrainingPlan(new Optimiser.GradientDescent(50), 10_000, [0, 1, 10_000]);
            var (state, trajectory) = TrainingRun.Complete(problem, plan, Problems.Initial(20, 5));
            var diverged = Assert.IsType<Termination.Diverged>(trajectory.Termination);
            Assert.InRange(diverged.Step, 1, 100);
            Assert.Equal(diverged.Step, state.Step);
            Assert.Contains($"diverged at step {diverged.Step}: the risk went from", diverged.Sentence);
            Assert.All(trajectory.Samples, sample => Assert.True(double.IsFinite(sample.Risk)));
        }
    }

    private static TrainingProblem Circle(OutputScaling scaling) => Problems.Population(TargetFunction.Circle, 6, scaling);

    private static double Balance(TwoLayerParameters parameters, int j) =>
        (parameters.OuterWeights[j] * parameters.OuterWeights[j]) - parameters.InnerWeights.Row(j).ToArray().Sum(b => b * b);
}
