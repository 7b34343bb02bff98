using System.Globalization;
using Pipelines.Model.Numerics;
using Pipelines.Model.QuenchingActivation;
using Pipelines.Model.QuenchingActivation.Data;
using Pipelines.Model.QuenchingActivation.Population;
using Pipelines.Model.QuenchingActivation.RandomFeatures;
using Pipelines.Model.QuenchingActivation.Training;
using Pipelines.Model.Tests.QuenchingActivation.Population;

namespace Pipelines.Model.Tests.QuenchingActivation.Training;

public sealed class RandomFeatureModelTests
{
    [Fact]
    public void Population_spectrum_minimiser_ridge_and_descent_match_the_reference()
    {
        var root = QuenchingReference.Json("rfm.json");
        var features = root.Matrix("B0");
        var small = QuenchingReference.Json("trajectories_population.json");
        foreach (var expected in root.GetProperty("population").EnumerateArray())
        {
            var name = expected.GetProperty("target").GetString()!;
            var risk = new PopulationRisk(QuenchingReference.Target(name, features.Columns, small), features.Columns);
            var model = RandomFeatureModel.OfPopulation(risk, features, OutputScaling.Conventional);
            QuenchingReference.Close(expected.Numbers("eig").Reverse().ToArray(), model.Eigenvalues.Span, 1e-10, $"spectrum, {name}");
            QuenchingReference.Close(expected.Numbers("a_star"), model.Minimiser().Span, 1e-10, $"minimiser, {name}");
            QuenchingReference.Close(expected.Number("risk_min"), model.LeastRisk, 1e-10, $"least risk, {name}", absolute: 1e-12);
            foreach (var ridge in expected.GetProperty("ridge").EnumerateObject())
            {
                var lambda = double.Parse(ridge.Name, CultureInfo.InvariantCulture);
                QuenchingReference.Close(ridge.Value.Numbers(), model.RidgeMinimiser(lambda).Span, 1e-10, $"ridge {lambda}, {name}");
            }
            foreach (var record in expected.GetProperty("gd_from_zero_eta0p01").EnumerateObject())
            {
                var steps = long.Parse(record.Name, CultureInfo.InvariantCulture);
                QuenchingReference.Close(record.Value.Numbers("a"), model.AfterSteps(steps, 0.01).Span, 1e-10, $"step {steps}, {name}");
                QuenchingReference.Close(record.Value.Number("risk"), model.RiskAfterSteps(steps, 0.01), 1e-10, $"risk, step {steps}, {name}", 1e-12);
            }
        }
    }

    [Fact]
    public void Empirical_minimum_norm_solution_matches_the_reference()
    {
        var expected = QuenchingReference.Json("rfm.json").GetProperty("empirical_min_norm");
        var samples = new LabelledSamples(expected.Matrix("X"), expected.Vector("y"));
        var features = expected.Matrix("B");
        var model = RandomFeatureModel.OfSamples(samples, features, OutputScaling.Conventional);
        var singularValues = model.Eigenvalues.Span.ToArray().Select(w => Math.Sqrt(w * samples.Count)).ToArray();
        QuenchingReference.Close(expected.Numbers("singular_values"), singularValues, 1e-10, "singular values");
        var minimiser = model.Minimiser();
        QuenchingReference.Close(expected.Numbers("a"), minimiser.Span, 1e-10, "minimum-norm solution");
        var network = new TwoLayerParameters(minimiser, features);
        Assert.InRange(new EmpiricalRisk(samples).Value(network, OutputScaling.Conventional), 0, 1e-24);
    }

    [Fact]
    public void The_closed_form_is_literal_descent_and_the_flow_its_limit()
    {
        var features = Problems.Initial(7, 5, outerScale: 0);
        foreach (var (problem, model) in Models(features.InnerWeights))
        {
            var literal = Problems.Last(problem, new Optimiser.GradientDescent(0.01), 300, features);
            QuenchingReference.Close(literal.Parameters.OuterWeights.Span, model.AfterSteps(300, 0.01).Span, 1e-11, "descent");
            QuenchingReference.Close(literal.Risk, model.RiskAfterSteps(300, 0.01), 1e-11, "risk of descent");
            Assert.Equal(features.InnerWeights, literal.Parameters.InnerWeights);
            var flow = Problems.Last(problem, new Optimiser.GradientFlow(0.01, 1e-10), 300, features);
            QuenchingReference.Close(flow.Parameters.OuterWeights.Span, model.AtTime(3).Span, 1e-6, "flow");
            QuenchingReference.Close(flow.Risk, model.RiskAtTime(3), 1e-6, "risk of the flow");
            QuenchingReference.Close(model.Minimiser().Span, model.AtTime(1e9).Span, 1e-10, "end");
            QuenchingReference.Close(model.LeastRisk, model.RiskAtTime(1e9), 1e-10, "end risk", 1e-14);
            Assert.Equal(model.ZeroRisk, model.RiskAtTime(0), 1e-13);
        }
    }

    [Fact]
    public void A_rate_beyond_one_over_the_largest_eigenvalue_alternates_as_descent_does()
    {
        var features = Problems.Initial(7, 5, outerScale: 0);
        foreach (var (problem, model) in Models(features.InnerWeights))
        {
            var learningRate = 0.9 / model.Eigenvalues[0];
            var literal = Problems.Last(problem, new Optimiser.GradientDescent(learningRate), 5, features);
            QuenchingReference.Close(literal.Parameters.OuterWeights.Span, model.AfterSteps(5, learningRate).Span, 1e-11, "alternating");
        }
    }

    [Fact]
    public void Repeated_features_are_no_obstacle()
    {
        var features = Problems.Initial(4, 5).Neurons().ToArray();
        var repeated = Networks.FromNeurons(features.Concat(features)).InnerWeights;
        var risk = new PopulationRisk(new TargetFunction.SingleNeuron(), 5);
        var once = RandomFeatureModel.OfPopulation(risk, Networks.FromNeurons(features).InnerWeights, OutputScaling.Conventional);
        var twice = RandomFeatureModel.OfPopulation(risk, repeated, OutputScaling.Conventional);
        Assert.Equal(4, twice.Eigenvalues.Length);
        QuenchingReference.Close(once.LeastRisk, twice.LeastRisk, 1e-10, "least risk");
        // Of all solutions the one of least norm: each copy takes half.
        QuenchingReference.Close(once.Minimiser().Span.ToArray().Select(a => a / 2).ToArray(), twice.Minimiser().Span[..4], 1e-9, "halves");
    }

    [Fact]
    public void Best_stopping_finds_the_least_test_risk_of_the_times_given()
    {
        var samples = Problems.Samples(30, 5);
        var features = Problems.Initial(30, 5).InnerWeights;
        var model = RandomFeatureModel.OfSamples(samples, features, OutputScaling.Conventional);
        var test = new PopulationRisk(new TargetFunction.SingleNeuron(), 5, InputLaw.Gaussian.Normalisation());
        var frozen = new FrozenFeatureRisk(test, features, OutputScaling.Conventional);
        double Test(double time) => test.Value(new TwoLayerParameters(model.AtTime(time), features), OutputScaling.Conventional);
        double[] times = [0, 0.1, 1, 10, 100, 1e3, 1e6, 1e9];
        var (time, risk) = model.BestStopping(frozen, times);
        Assert.Equal(times.Min(Test), risk, 1e-12);
        Assert.Equal(risk, Test(time), 1e-12);
        // As many samples as features: training to the end overfits.
        Assert.InRange(time, 0.1, 1e6);
        Assert.True(Test(1e9) > 1.5 * risk);
    }

    [Fact]
    public void The_risk_over_fresh_examples_goes_on_from_wherever_it_is_with_the_same_bits()
    {
        var (samples, network, activation) = (Problems.Samples(30, 5), Problems.Initial(7, 5), new Activation.Erf());
        var features = network.InnerWeights;
        var (whole, pieces) = (FeatureMoments.Of(samples, features, activation), FeatureMoments.Begin(7));
        for (var i = 1; pieces.Examples < samples.Count; i++)
        {
            // Seven features of five inputs: 168 operations an example.
            pieces = pieces.Advance(samples, features, activation, 170 * (i % 4));
            Assert.InRange(pieces.Examples, i, samples.Count);
        }
        Assert.Equal(whole, pieces);
        var expected = new EmpiricalRisk(samples) { Activation = activation }.Value(network, OutputScaling.MeanField);
        Assert.Equal(expected, new FrozenFeatureRisk(pieces, OutputScaling.MeanField).Value(network.OuterWeights), 1e-13);
    }

    [Fact]
    public void Gram_matrix_and_least_eigenvalue_of_theorem_1_match_the_reference()
    {
        var root = QuenchingReference.Json("theorem1.json");
        var gram = SampleGram.Of(root.Matrix("X"));
        QuenchingReference.Close(root.Matrix("K").Span, gram.Matrix.Span, 1e-13, "K");
        QuenchingReference.Close(root.Numbers("eig").Reverse().ToArray(), gram.Eigenvalues.Span, 1e-13, "spectrum");
        QuenchingReference.Close(root.Number("lambda_min"), gram.LeastEigenvalue, 1e-13, "least eigenvalue");
    }

    [Fact]
    public void The_bound_of_theorem_1_holds_for_wide_models()
    {
        var inputs = QuenchingReference.Json("theorem1.json").Matrix("X");
        var samples = LabelledSamples.Label(inputs, new TargetFunction.SingleNeuron());
        var gram = SampleGram.Of(inputs);
        const int m = 4000;
        var features = new Initialisation(InnerWeightLaw.Gaussian, new OuterWeightScale.Fixed(0)).Draw(Problems.Key, m, inputs.Columns).InnerWeights;
        var model = RandomFeatureModel.OfSamples(samples, features, OutputScaling.Conventional);
        foreach (var time in new[] { 0.01, 0.1, 1, 10, 40 })
        {
            // The theorem's time is twice ours.
            Assert.True(model.RiskAtTime(time / 2) <= gram.RiskBound(model.ZeroRisk, m, time));
            Assert.True(gram.ExactKernelBound(model.ZeroRisk, m, time) <= gram.RiskBound(model.ZeroRisk, m, time));
        }
    }

    private static IEnumerable<(TrainingProblem Problem, RandomFeatureModel Model)> Models(DenseMatrix<double> features)
    {
        var population = Problems.Population(TargetFunction.Circle, 5, OutputScaling.MeanField, TrainedLayers.OuterOnly);
        var risk = ((TrainingObjective.Population)population.Objective).Risk;
        yield return (population, RandomFeatureModel.OfPopulation(risk, features, OutputScaling.MeanField));
        foreach (var samples in new[] { 5, 20 })
        {
            var empirical = Problems.Empirical(samples, 5, trained: TrainedLayers.OuterOnly);
            yield return (empirical, RandomFeatureModel.OfSamples(Problems.Samples(samples, 5), features, OutputScaling.Conventional));
        }
    }
}
