
using Pipelines.Model.Numerics;
using Pipelines.Model.QuenchingActivation.Kernels;

namespace Pipelines.Model.QuenchingActivation.Population;

/// <summary>The closed forms of the target overlaps, one per target.</summary>
internal static class TargetOverlaps
{
    public static ITargetOverlap Of(TargetFunction target, PaddedNeurons neurons) => target.Match<ITargetOverlap>(
        singleNeuron: _ => new NeuronOverlap(neurons, FirstAxis(neurons.Dimension)),
        linear: _ => new LinearOverlap(neurons),
        finiteNeurons: t => new NeuronOverlap(neurons, t.Neurons),
        subSphere: t => new SubSphereOverlap(neurons, new SubSphereKernel(t.Dimension)),
        discretisedCircle: t => new NeuronOverlap(neurons, TargetFunction.CircleNeurons(t.Neurons, neurons.Dimension)));

    private static TwoLayerParameters FirstAxis(int dimension) => new(
        DenseVector<double>.Copy([1]), DenseMatrix<double>.Create(1, dimension, 0, static (span, _) => span[0] = 1));
}
