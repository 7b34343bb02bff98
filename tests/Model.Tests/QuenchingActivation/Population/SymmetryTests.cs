using Pipelines.Model.Numerics;
using Pipelines.Model.QuenchingActivation;
using Pipelines.Model.QuenchingActivation.Population;

namespace Pipelines.Model.Tests.QuenchingActivation.Population;

/// <summary>Exact properties of the population risk, for random networks and every target.</summary>
public sealed class SymmetryTests
{
    // Sums of at most 20 neurons of size one: rounding stays far below this, a wrong term far above.
    private const double Tolerance = 1e-11;

    [Fact]
    public void Rotations_that_keep_the_target_keep_the_risk_and_turn_the_gradient() => Networks.ForAll(key =>
    {
        var network = Networks.Network(key);
        var d = network.InputDimension;
        (TargetFunction Target, int From, int To)[] cases =
        [
            (new TargetFunction.SingleNeuron(), 1, d), (new TargetFunction.Linear(), 1, d),
            (TargetFunction.Circle, 0, 2), (TargetFunction.Circle, 2, d),
            (TargetFunction.Surface(d), 0, d / 2), (TargetFunction.Surface(d), d / 2, d), (new TargetFunction.SubSphere(d), 0, d),
        ];
        foreach (var (target, from, to) in cases)
        {
            var rotate = Networks.Rotation(key.Fork("rotation"), from, to);
            AssertRotates(new PopulationRisk(target, d), new PopulationRisk(target, d), network, rotate);
        }
    });

    [Fact]
    public void Rotating_network_and_target_neurons_together_keeps_the_risk() => Networks.ForAll(key =>
    {
        var network = Networks.Network(key);
        var d = network.InputDimension;
        var rotate = Networks.Rotation(key.Fork("rotation"), 0, d);
        var target = Initialisation.TargetNeurons(key, 4, d);
        var turned = new TargetFunction.FiniteNeurons(new(target.Neurons.OuterWeights, rotate(target.Neurons.InnerWeights)));
        AssertRotates(new PopulationRisk(target, d), new PopulationRisk(turned, d), network, rotate);
    });

    [Fact]
    public void Trading_size_between_the_layers_of_a_neuron_keeps_the_risk() => ForEveryTarget((risk, network) =>
    {
        const double c = 2.5;
        var traded = Networks.FromNeurons(network.Neurons().Select((n, j) => j == 0 ? (n.Outer / c, n.Inner.Select(b => c * b).ToArray()) : n));
        var (value, gradient) = risk.ValueAndGradient(network, OutputScaling.Conventional);
        var (same, changed) = risk.ValueAndGradient(traded, OutputScaling.Conventional);
        QuenchingReference.Close(value, same, Tolerance, "risk");
        QuenchingReference.Close(c * gradient.OuterWeights[0], changed.OuterWeights[0], Tolerance, "outer gradient", Tolerance);
        QuenchingReference.Close(
            gradient.InnerWeights.Row(0).ToArray().Select(g => g / c).ToArray(), changed.InnerWeights.Row(0), Tolerance * 1e3, "inner gradient");
    });

    [Fact]
    public void Euler_identity_ties_the_two_gradients_of_a_neuron() => ForEveryTarget((risk, network) =>
    {
        foreach (var scaling in new[] { OutputScaling.Conventional, OutputScaling.MeanField })
        {
            var gradient = risk.ValueAndGradient(network, scaling).Gradient;
            for (var j = 0; j < network.HiddenUnits; j++)
            {
                var outer = network.OuterWeights[j] * gradient.OuterWeights[j];
                var inner = network.InnerWeights.Row(j).ToArray().Zip(gradient.InnerWeights.Row(j).ToArray(), (b, g) => b * g).Sum();
                Assert.Equal(outer, inner, 1e-10);
            }
        }
    });

    [Fact]
    public void Permuting_and_splitting_neurons_keeps_the_risk() => ForEveryTarget((risk, network) =>
    {
        var value = risk.Value(network, OutputScaling.Conventional);
        double Risk(IEnumerable<(double, double[])> neurons) => risk.Value(Networks.FromNeurons(neurons), OutputScaling.Conventional);
        QuenchingReference.Close(value, Risk(network.Neurons().Reverse()), Tolerance, "permuted");
        var (outer, inner) = network.Neurons().First();
        var split = network.Neurons().Skip(1).Append((0.3 * outer, inner)).Append((0.7 * outer, inner));
        QuenchingReference.Close(value, Risk(split), Tolerance, "split");
    });

    [Fact]
    public void Permuting_target_neurons_keeps_the_risk() => Networks.ForAll(key =>
    {
        var network = Networks.Network(key);
        var target = Initialisation.TargetNeurons(key, 5, network.InputDimension);
        var permuted = new TargetFunction.FiniteNeurons(Networks.FromNeurons(target.Neurons.Neurons().Reverse()));
        double Risk(TargetFunction t) => new PopulationRisk(t, network.InputDimension).Value(network, OutputScaling.Conventional);
        QuenchingReference.Close(Risk(target), Risk(permuted), Tolerance, "risk");
    });

    [Fact]
    public void The_risk_is_quadratic_in_the_outer_weights_and_constant_without_them() => ForEveryTarget((risk, network) =>
    {
        double At(double factor) => risk.Value(
            Networks.FromNeurons(network.Neurons().Select(n => (factor * n.Outer, n.Inner))), OutputScaling.Conventional);
        var (zero, one, two, three) = (At(0), At(1), At(2), At(3));
        Assert.Equal(risk.TargetSecondMoment(), zero, 1e-13);
        // The third difference of a quadratic vanishes.
        Assert.InRange(Math.Abs(three - (3 * two) + (3 * one) - zero), 0, Tolerance * (1 + three));
        var silent = Networks.FromNeurons(network.Neurons().Select(n => (0.0, n.Inner)));
        foreach (var g in risk.ValueAndGradient(silent, OutputScaling.Conventional).Gradient.InnerWeights.Span) Assert.Equal(0, g);
    });

    [Fact]
    public void The_risk_is_never_negative_and_the_laws_differ_by_the_dimension() => ForEveryTarget((risk, network) =>
    {
        var unnormalised = risk.Value(network, OutputScaling.Conventional);
        Assert.True(unnormalised >= -1e-12);
        double Normalised(KernelNormalisation normalisation) =>
            new PopulationRisk(risk.Target, risk.InputDimension, normalisation).Value(network, OutputScaling.Conventional);
        QuenchingReference.Close(unnormalised / (2 * Math.PI), Normalised(KernelNormalisation.Gaussian), 1e-14, "Gaussian", 1e-14);
        QuenchingReference.Close(
            Normalised(KernelNormalisation.Gaussian), network.InputDimension * Normalised(KernelNormalisation.Sphere), 1e-14, "sphere", 1e-14);
    });

    [Fact]
    public void Even_targets_see_opposite_neurons_alike() => Networks.ForAll(key =>
    {
        var network = Networks.Network(key);
        var opposite = Networks.FromNeurons(network.Neurons().Select(n => (n.Outer, n.Inner.Select(b => -b).ToArray()))).InnerWeights;
        foreach (var p in Enumerable.Range(1, network.InputDimension))
        {
            var risk = new PopulationRisk(new TargetFunction.SubSphere(p), network.InputDimension);
            Assert.Equal(risk.TargetOverlap(network.InnerWeights), risk.TargetOverlap(opposite));
        }
    });

    [Fact]
    public void The_gradient_is_the_slope_of_the_risk() => ForEveryTarget((risk, network) =>
    {
        const double step = 1e-5;
        var gradient = risk.ValueAndGradient(network, OutputScaling.MeanField).Gradient;
        double Shifted(double by) => risk.Value(
            Networks.FromNeurons(network.Neurons().Select((n, j) =>
                j == 0 ? (n.Outer + (0.5 * by), n.Inner.Select((b, k) => b + (by * (k + 1))).ToArray()) : n)),
            OutputScaling.MeanField);
        var expected = (0.5 * gradient.OuterWeights[0]) + gradient.InnerWeights.Row(0).ToArray().Select((g, k) => g * (k + 1)).Sum();
        // Central difference: error of order step² times the third derivative, and rounding / step.
        QuenchingReference.Close(expected, (Shifted(step) - Shifted(-step)) / (2 * step), 1e-6, "slope", 1e-7);
    });

    [Fact]
    public void The_gram_matrix_is_positive_semidefinite() => Networks.ForAll(key =>
    {
        var network = Networks.Network(key);
        var gram = GramMatrix.Of(network.InnerWeights);
        foreach (var vector in Enumerable.Range(0, 5))
        {
            var x = new double[gram.Rows];
            Model.Randomness.Gaussian.FillInto(key.Fork(vector), 0, x);
            var form = Enumerable.Range(0, gram.Rows).Sum(i => Enumerable.Range(0, gram.Rows).Sum(j => x[i] * gram[i, j] * x[j]));
            Assert.True(form >= -1e-10, $"{form}");
        }
    });

    [Fact]
    public void Dead_neurons_have_no_effect_and_no_gradient() => ForEveryTarget((risk, network) =>
    {
        var dead = Networks.FromNeurons(network.Neurons().Append((3.0, new double[network.InputDimension])));
        QuenchingReference.Close(risk.Value(network, OutputScaling.Conventional), risk.Value(dead, OutputScaling.Conventional), Tolerance, "risk");
        var gradient = risk.ValueAndGradient(dead, OutputScaling.Conventional).Gradient;
        Assert.Equal(0, gradient.OuterWeights[network.HiddenUnits]);
        foreach (var g in gradient.InnerWeights.Row(network.HiddenUnits)) Assert.Equal(0, g);
    });

    private static void AssertRotates(
        PopulationRisk risk, PopulationRisk turnedRisk, TwoLayerParameters network, Func<DenseMatrix<double>, DenseMatrix<double>> rotate)
    {
        var (value, gradient) = risk.ValueAndGradient(network, OutputScaling.Conventional);
        var (turnedValue, turnedGradient) =
            turnedRisk.ValueAndGradient(new(network.OuterWeights, rotate(network.InnerWeights)), OutputScaling.Conventional);
        QuenchingReference.Close(value, turnedValue, Tolerance, "risk");
        QuenchingReference.Close(gradient.OuterWeights.Span, turnedGradient.OuterWeights.Span, Tolerance, "outer gradient");
        QuenchingReference.Close(rotate(gradient.InnerWeights).Span, turnedGradient.InnerWeights.Span, Tolerance, "inner gradient");
    }

    private static void ForEveryTarget(Action<PopulationRisk, TwoLayerParameters> property) => Networks.ForAll(key =>
    {
        var network = Networks.Network(key);
        foreach (var target in Networks.Targets(key, network.InputDimension)) property(new PopulationRisk(target, network.InputDimension), network);
    });
}
