namespace Pipelines.Model.QuenchingActivation.Integration;

/// <summary>The right-hand side of dy/dt = F(y), with a scalar of y that comes with it for free (for a gradient flow, the potential).</summary>
/// <remarks>An evaluation may use buffers of its own: one object serves one run at a time. It is a function: same point, same bits.</remarks>
public interface IVectorField
{
    int Length { get; }

    /// <summary>Fills <paramref name="rate"/> with F(point) and returns the scalar at <paramref name="point"/>.</summary>
    double EvaluateInto(ReadOnlySpan<double> point, Span<double> rate);
}
