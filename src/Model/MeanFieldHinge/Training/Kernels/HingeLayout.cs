using System.Numerics;
using System.Runtime.Intrinsics;
using Pipelines.Model.Numerics;
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.MeanFieldHinge.Training.Kernels;

/// <summary>How the inner weights of a network lie in memory for the training kernels: panels of two vectors of hidden units.</summary>
/// <remarks>
/// Weight (unit i, input k) is at panel i / width, row k, column i mod width; the last panel is padded to full width with zeros. A padded unit has
/// outer weight 0, so it contributes exactly nothing. Gradients lie the same way once they are complete; while they are summed, they lie row by row,
/// a unit a row, padded to whole vectors. Tiles of 12 examples × 2 vectors forward keep 24 accumulators in the 32 vector registers.
/// </remarks>
internal readonly record struct HingeLayout
{
    /// <summary>Examples per forward tile.</summary>
    public const int ForwardRows = 12;

    /// <summary>Examples per block: as many unsatisfied examples make one block of the backward pass.</summary>
    public const int BlockRows = 96;

    private HingeLayout(int depth, int units, int width) => (Depth, Units, Width) = (depth, units, width);

    /// <summary>Input dimension d.</summary>
    public int Depth { get; }

    /// <summary>Hidden units M.</summary>
    public int Units { get; }

    /// <summary>Hidden units per panel.</summary>
    public int Width { get; }

    public int Panels => (Units + Width - 1) / Width;

    public int PaddedUnits => Panels * Width;

    public int PanelLength => Depth * Width;

    public int Length => checked(Panels * PanelLength);

    /// <summary>Numbers from one unit to the next in a gradient that is being summed: whole vectors.</summary>
    public int RowLength => (Depth + (Width / 2) - 1) / (Width / 2) * (Width / 2);

    /// <summary>Numbers in a gradient that is being summed.</summary>
    public int RowsLength => checked(PaddedUnits * RowLength);

    public static HingeLayout For<T>(int depth, int units) => new(depth, units, 2 * Vector512<T>.Count);

    /// <summary>Writes M × d row-major weights into panels; the padding of <paramref name="panels"/> must already be zero.</summary>
    public void PackInto<T>(ReadOnlySpan<T> weights, Span<T> panels)
    {
        for (var unit = 0; unit < Units; unit++)
        {
            var source = weights.Slice(unit * Depth, Depth);
            var target = panels[((unit / Width * PanelLength) + (unit % Width))..];
            for (var k = 0; k < Depth; k++) target[k * Width] = source[k];
        }
    }

    /// <summary>The inverse of <see cref="PackInto"/>.</summary>
    public void UnpackInto<T>(ReadOnlySpan<T> panels, Span<T> weights)
    {
        for (var unit = 0; unit < Units; unit++)
        {
            var target = weights.Slice(unit * Depth, Depth);
            var source = panels[((unit / Width * PanelLength) + (unit % Width))..];
            for (var k = 0; k < Depth; k++) target[k] = source[k * Width];
        }
    }
}

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
