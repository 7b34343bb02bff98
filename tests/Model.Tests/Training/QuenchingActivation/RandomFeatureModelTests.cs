using System.Globalization;
using Pipelines.Model.Theories.QuenchingActivation;
using Pipelines.Model.Training.QuenchingActivation;

namespace Pipelines.Tests.QuenchingActivation;

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
}
