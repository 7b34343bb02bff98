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

/// <summary>y(b) = E[σ(b·x) f*(x)] in units of the kernel with C = 1, and its gradient, for all neurons of a network.</summary>
internal interface ITargetOverlap
{
    /// <summary>The target-target term of the risk.</summary>
    double Constant { get; }

    /// <summary>Fills y_j and, when asked, the rows of its gradient (Rows × Stride of the neurons). Rows of dead neurons are undefined.</summary>
    void EvaluateInto(Span<double> overlaps, Span<double> gradients, bool withGradients, int threads);
}

/// <summary>y(b) = π b_1: the linear function is the difference of two opposite neurons.</summary>
internal sealed class LinearOverlap(PaddedNeurons neurons) : ITargetOverlap
{
    public double Constant => 2 * Math.PI;

    public void EvaluateInto(Span<double> overlaps, Span<double> gradients, bool withGradients, int threads)
    {
        for (var i = 0; i < neurons.Count; i++)
        {
            overlaps[i] = Math.PI * neurons.Row(i)[0];
            if (withGradients) gradients[i * neurons.Stride] = Math.PI;
        }
    }
}
