using System.Numerics;
using Pipelines.Model.Numerics;
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.MeanFieldHinge.Training.Kernels;

/// <summary>Mutable parameters of a network in panel layout: what one training run overwrites step by step.</summary>
internal sealed class HingeWeights<T>(HingeLayout layout)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly AlignedBuffer<T> _outer = new(layout.PaddedUnits);
    private readonly AlignedBuffer<T> _inner = new(layout.Length);

    public HingeLayout Layout { get; } = layout;

    /// <summary>a, padded with zeros.</summary>
    public Span<T> Outer => _outer.Span;

    /// <summary>W in panels, padded with zeros.</summary>
    public Span<T> Inner => _inner.Span;

    /// <summary>The panel of inner weights with this index.</summary>
    public Span<T> Panel(int panel) => Inner.Slice(panel * Layout.PanelLength, Layout.PanelLength);

    public void Load(DenseVector<T> outer, DenseMatrix<T> inner)
    {
        outer.Span.CopyTo(Outer);
        Layout.PackInto(inner.Span, Inner);
    }

    public DenseVector<T> OuterWeights() => DenseVector<T>.Copy(Outer[..Layout.Units]);

    public DenseMatrix<T> InnerWeights() =>
        DenseMatrix<T>.Create(Layout.Units, Layout.Depth, this, static (target, weights) => weights.Layout.UnpackInto(weights.Inner, target));
}
