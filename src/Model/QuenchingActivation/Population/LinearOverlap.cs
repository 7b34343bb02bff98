using Pipelines.Model.QuenchingActivation.Kernels;

namespace Pipelines.Model.QuenchingActivation.Population;

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
