using System.Collections.Immutable;
using Pipelines.Model.Numerics;
using Pipelines.Model.QuenchingActivation;
using Pipelines.Model.QuenchingActivation.Data;
using Pipelines.Model.QuenchingActivation.Diagnostics;
using Pipelines.Model.QuenchingActivation.Population;
using Pipelines.Model.QuenchingActivation.RandomFeatures;
using Pipelines.Model.QuenchingActivation.Training;
using Pipelines.Model.Randomness;
using Pipelines.Model.Runs;
using Pipelines.Model.Tests.QuenchingActivation.Population;

namespace Pipelines.Model.Tests.QuenchingActivation.Training;

/// <summary>What the paper's figures show, at a size that takes a second each; bounds are those of measured runs with margin.</summary>
public sealed class FigureTests
{
    [Fact]
    public void Figure_1_a_single_neuron_is_first_followed_like_a_random_feature_model_and_then_found()
    {
        const int m = 200, d = 100;
        var target = new TargetFunction.SingleNeuron();
        var initial = Initialisation.Unit.Draw(RandomKey.FromSeed(1), m, d);
        ImmutableArray<long> steps = [.. RecordSchedule.Logarithmic(100_000, 120).Union([100]).Order()];
        var (samples, ending) = Flow(Problems.Population(target, d), initial, 1e-3, steps, stopBelow: 1e-5);
        var model = RandomFeatureModel.OfPopulation(new PopulationRisk(target, d), initial.InnerWeights, OutputScaling.Conventional);
        ImmutableArray<double> randomFeatures = [.. samples.Select(s => model.RiskAtTime(s.Time))];

        Assert.IsType<Termination.Converged>(ending);
        QuenchingReference.Close(Math.PI, samples[0].Risk, 1e-12, "risk at the start");
        var atHundred = samples.Single(s => s.Step == 100);
        QuenchingReference.Close(model.RiskAtTime(atHundred.Time), atHundred.Risk, 0.05, "risk at step 100");
        var departure = Departure.Time([.. samples.Select(s => s.Time)], [.. samples.Select(s => s.Risk)], randomFeatures);
        Assert.InRange(departure!.Value / 1e-3, 150, 600);
        var last = samples[^1].Parameters;
        Assert.InRange(EffectiveCounts.Of(Magnitudes.Of(last)).AboveTenth, 1, 3);
        // The signed sum is the target's own; the background's magnitudes, which cancel in it, add one or two percent.
        Assert.InRange(Magnitudes.Signed(last).Span.ToArray().Sum(), 0.99, 1.01);
        Assert.InRange(PathNorm.L2(last, OutputScaling.Conventional), 1, 1.03);
        Assert.True(Alignment.CosinesTo(last, [1, .. new double[d - 1]]).Span.ToArray().Max() > 0.999);
        Assert.True(samples[^1].Risk < 1e-3 * model.LeastRisk);
    }

    [Fact]
    public void Figure_2_the_circle_activates_neuron_after_neuron_between_plateaus()
    {
        var initial = Initialisation.Unit.Draw(RandomKey.FromSeed(2), 50, 20);
        var (samples, _) = Flow(Problems.Population(TargetFunction.Circle, 20), initial, 5e-3, RecordSchedule.Logarithmic(2_000_000, 200));
        ImmutableArray<double> times = [.. samples.Select(s => s.Time)];
        ImmutableArray<DenseVector<double>> magnitudes = [.. samples.Select(s => Magnitudes.Of(s.Parameters))];

        Assert.True(RiskDescent.Peaks(times, [.. samples.Select(s => s.Risk)], after: 20, height: 0.5).Length >= 1);
        var triangle = PolygonPlateau.Of(3).Risk;
        Assert.Contains(samples.Zip(magnitudes), pair =>
            EffectiveCounts.CountAbove(pair.Second, 0.1) == 3 && pair.First.Risk > 0.5 * triangle && pair.First.Risk < 1.2 * triangle);
        Assert.True(samples[^1].Risk <= 1.02 * PolygonPlateau.Of(5).Risk);
        Assert.InRange(EffectiveCounts.Of(NeuronMerging.MergedMagnitudes(samples[^1].Parameters)).AboveTenth, 5, 7);
        var events = ActivationEvent.Find(times, magnitudes, 0.1);
        Assert.True(events.Count(e => e.IsActivation) >= 5);
        Assert.True(events.Max(e => e.Time) > 20, "the last activation comes after the first plateau");
    }

    [Fact]
    public void Figures_11_and_12_narrow_networks_learn_like_neural_networks_and_wide_ones_like_random_features()
    {
        var (narrow, narrowRatio) = FiniteRun(samples: 200, m: 30, d: 19);
        Assert.Equal(LearningRegime.NeuralNetworkLike, LearningRegimes.Classify(narrowRatio));
        Assert.InRange(EffectiveCounts.Of(NeuronMerging.MergedMagnitudes(narrow)).AboveTenth, 1, 3);
        Assert.InRange(PathNorm.L2(narrow, OutputScaling.Conventional), 0.9, 1.3);
        var (wide, wideRatio) = FiniteRun(samples: 200, m: 150, d: 19);
        Assert.True(wideRatio > 0.3, $"rho = {wideRatio}");
        Assert.True(EffectiveCounts.Of(Magnitudes.Of(wide)).ParticipationRatio > 0.4 * 150);
        Assert.True(PathNorm.L2(wide, OutputScaling.Conventional) > 5);
    }

    [Fact]
    public void Figure_17_under_mean_field_scaling_every_neuron_turns()
    {
        const int m = 100, d = 50;
        var initial = Initialisation.Unit.Draw(RandomKey.FromSeed(1), m, d);
        TwoLayerParameters End(OutputScaling scaling, double learningRate) => Problems.Last(
            Problems.Population(new TargetFunction.SingleNeuron(), d, scaling), new Optimiser.GradientFlow(learningRate), 60_000, initial).Parameters;
        var meanField = End(OutputScaling.MeanField, m * 1e-3);
        var conventional = End(OutputScaling.Conventional, 1e-3);
        Assert.True(Alignment.MeanRotation(meanField, initial) > 45);
        Assert.True(EffectiveCounts.Of(Magnitudes.Of(meanField)).ParticipationRatio > 0.3 * m);
        Assert.InRange(Magnitudes.Signed(meanField).Span.ToArray().Average(), 0.98, 1.02);
        Assert.InRange(Alignment.MeanRotation(conventional, initial), 0, 15);
    }

    [Fact]
    public void Adam_spreads_the_function_over_more_neurons_than_descent()
    {
        var initial = Initialisation.Unit.Draw(RandomKey.FromSeed(1), 30, 19);
        int Count(Optimiser optimiser)
        {
            var plan = new TrainingPlan(optimiser, 200_000, [], stopBelow: 1e-5);
            var slice = TrainingRun.Complete(Problems.Population(new TargetFunction.SingleNeuron(), 19), plan, initial);
            Assert.IsType<Termination.Converged>(slice.Trajectory.Termination);
            return EffectiveCounts.Of(Magnitudes.Of(slice.State.Parameters())).AboveTenth;
        }
        Assert.True(Count(new Optimiser.Adam(5e-3)) > 2 * Count(new Optimiser.GradientDescent(5e-3)));
    }

    [Fact]
    public void The_flow_stops_where_literal_descent_stops()
    {
        var initial = Initialisation.Unit.Draw(RandomKey.FromSeed(1), 20, 10);
        var problem = Problems.Population(new TargetFunction.SingleNeuron(), 10);
        (double Time, double Outer) Stop(Optimiser optimiser)
        {
            var (state, trajectory) = TrainingRun.Complete(problem, new TrainingPlan(optimiser, 1_000_000, [], stopBelow: 1e-5), initial);
            return (Assert.IsType<Termination.Converged>(trajectory.Termination).Time, state.Parameters().OuterWeights.Span.ToArray().Max());
        }
        var descent = Stop(new Optimiser.GradientDescent(1e-3));
        var flow = Stop(new Optimiser.GradientFlow(1e-3));
        // Located within 3 % of the level, on a risk that falls exponentially by then; the tolerance of the steps does the rest.
        QuenchingReference.Close(descent.Time, flow.Time, 0.02, "time of the stop");
        QuenchingReference.Close(descent.Outer, flow.Outer, 1e-3, "largest outer weight");
    }

    private static (TwoLayerParameters Network, double Ratio) FiniteRun(int samples, int m, int d)
    {
        var key = RandomKey.FromSeed(1);
        var target = new TargetFunction.SingleNeuron();
        var data = LabelledSamples.Draw(key.Fork("samples"), InputLaw.Gaussian, samples, d, target);
        var initial = Initialisation.Unit.Draw(key, m, d);
        var problem = new TrainingProblem(new TrainingObjective.Empirical(data), OutputScaling.Conventional);
        var plan = new TrainingPlan(new Optimiser.GradientFlow(1e-3, 1e-3), 3_000_000, [], stopBelow: 1e-5);
        var network = TrainingRun.Complete(problem, plan, initial).State.Parameters();
        var test = new PopulationRisk(target, d, InputLaw.Gaussian.Normalisation());
        var frozen = new FrozenFeatureRisk(test, initial.InnerWeights, OutputScaling.Conventional);
        var times = Enumerable.Range(0, 80).Select(k => Math.Pow(10, -2 + (k / 10.0))).ToArray();
        var best = RandomFeatureModel.OfSamples(data, initial.InnerWeights, OutputScaling.Conventional).BestStopping(frozen, times).TestRisk;
        return (network, LearningRegimes.ErrorRatio(test.Value(network, OutputScaling.Conventional), best));
    }

    private static (ImmutableArray<TrainingSample> Samples, Termination Ending) Flow(
        TrainingProblem problem, TwoLayerParameters initial, double learningRate, ImmutableArray<long> records, double stopBelow = 0)
    {
        var plan = new TrainingPlan(new Optimiser.GradientFlow(learningRate), records[^1], records, stopBelow);
        var trajectory = TrainingRun.Complete(problem, plan, initial).Trajectory;
        return (trajectory.Samples, trajectory.Termination);
    }
}
