using Pipelines.Model.QuenchingActivation;
using Pipelines.Model.QuenchingActivation.Population;

namespace Pipelines.Model.Tests.QuenchingActivation.Population;

/// <summary>Symmetries of targets, for random networks; those of networks are invariants of Pipelines.Testing.</summary>
public sealed class SymmetryTests
{
    // Sums of at most 20 neurons of size one: rounding stays far below this, a wrong term far above.
    private const double Tolerance = 1e-11;

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
}
