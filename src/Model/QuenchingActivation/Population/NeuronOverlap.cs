using Pipelines.Model.Numerics.Kernels;
using Pipelines.Model.QuenchingActivation.Kernels;

namespace Pipelines.Model.QuenchingActivation.Population;

/// <summary>y(b) = Σ_p a*_p k(b, b*_p).</summary>
internal sealed class NeuronOverlap : ITargetOverlap
{
    private readonly PaddedNeurons _neurons;
    private readonly CrossPass _pass;

    public NeuronOverlap(PaddedNeurons neurons, TwoLayerParameters target)
    {
        _neurons = neurons;
        var partners = new PaddedNeurons(target.HiddenUnits, target.InputDimension);
        partners.Load(target.OuterWeights.Span, target.InnerWeights.Span);
        var own = new SymmetricPass(partners);
        own.Run(withDirections: false, threads: 1);
        Constant = RowKernels.Dot(partners.Weights, own.Sums.Kernels);
        _pass = new CrossPass(neurons, partners);
    }

    public double Constant { get; }

    public void EvaluateInto(Span<double> overlaps, Span<double> gradients, bool withGradients, int threads)
    {
        var n = _neurons;
        _pass.Run(withGradients, threads);
        for (var i = 0; i < n.Count; i++) overlaps[i] = n.Norms[i] * _pass.Sums.Kernels[i];
        if (!withGradients) return;
        _pass.Sums.Directions.Span.CopyTo(gradients);
        for (var i = 0; i < n.Count; i++)
            RowKernels.AddInto(n.Row(i), _pass.Sums.Sines[i] * n.InverseNorms[i], gradients.Slice(i * n.Stride, n.Stride));
    }
}
