using Pipelines.Model.Numerics;
using Pipelines.Model.QuenchingActivation;
using Pipelines.Model.QuenchingActivation.Population;

namespace Pipelines.Model.Tests.QuenchingActivation.Population;

public sealed class PopulationRiskTests
{
    [Fact]
    public void Risk_overlaps_and_gradients_match_the_reference_for_every_target_and_scaling()
    {
        var root = QuenchingReference.Json("population_small.json");
        var parameters = root.Parameters("a", "B");
        foreach (var expected in root.GetProperty("cases").EnumerateArray())
        {
            var name = expected.GetProperty("target").GetString()!;
            var scaling = expected.GetProperty("mean_field").GetBoolean() ? OutputScaling.MeanField : OutputScaling.Conventional;
            var target = QuenchingReference.Target(name, parameters.InputDimension, root);
            var risk = new PopulationRisk(target, parameters.InputDimension);
            var (value, gradient) = risk.ValueAndGradient(parameters, scaling);
            // 1e-13: five neurons of size one in double arithmetic against 60 digits.
            QuenchingReference.Close(expected.Number("risk_c1"), value, 1e-13, name);
            QuenchingReference.Close(expected.Number("const_c1"), risk.TargetSecondMoment(), 1e-13, name);
            QuenchingReference.Close(expected.Numbers("y"), risk.TargetOverlap(parameters.InnerWeights).Span, 1e-13, $"y of {name}");
            QuenchingReference.Close(expected.Numbers("grad_a"), gradient.OuterWeights.Span, 1e-13, $"outer gradient of {name}");
            QuenchingReference.Close(expected.Matrix("grad_B").Span, gradient.InnerWeights.Span, 1e-13, $"inner gradient of {name}");
            Assert.Equal(value, risk.Value(parameters, scaling));
            foreach (var (normalisation, key) in new[] { (KernelNormalisation.Gaussian, "risk_gauss"), (KernelNormalisation.Sphere, "risk_sphere") })
            {
                var scaled = new PopulationRisk(target, parameters.InputDimension, normalisation).Value(parameters, scaling);
                QuenchingReference.Close(expected.Number(key), scaled, 1e-13, $"{key} of {name}");
            }
        }
    }

    [Fact]
    public void The_discretised_circle_approaches_the_exact_one()
    {
        var root = QuenchingReference.Json("midsize.json");
        var parameters = new TwoLayerParameters(DenseVector<double>.Copy(Enumerable.Repeat(0.1, 40).ToArray()), root.Matrix("B0"));
        double Risk(TargetFunction target) => new PopulationRisk(target, 15).Value(parameters, OutputScaling.Conventional);
        var exact = Risk(TargetFunction.Circle);
        // The error falls as M^-4: the kernel has a kink in its third derivative.
        Assert.InRange(Math.Abs(Risk(new TargetFunction.DiscretisedCircle(100)) - exact), 0, 1e-6);
        Assert.InRange(Math.Abs(Risk(new TargetFunction.DiscretisedCircle(1000)) - exact), 0, 1e-10);
    }

    [Fact]
    public void Threads_change_no_bit()
    {
        // 150 neurons in 150 dimensions: large enough that threads are used.
        var parameters = Initialisation.Xavier.Draw(Model.Randomness.RandomKey.FromSeed(5), 150, 150);
        var risk = new PopulationRisk(TargetFunction.Surface(150), 150);
        var one = risk.ValueAndGradient(parameters, OutputScaling.Conventional, threads: 1);
        foreach (var threads in new[] { 2, 3, 8 }) Assert.Equal(one, risk.ValueAndGradient(parameters, OutputScaling.Conventional, threads));
    }
}
