namespace Pipelines.Model.QuenchingActivation.Kernels;

/// <summary>A risk of flat weights (a, then the rows of B) and its full gradient, evaluated in buffers of its own: one per run.</summary>
internal interface IRiskGradient
{
    int HiddenUnits { get; }

    int InputDimension { get; }

    double Risk(ReadOnlySpan<double> weights);

    /// <summary>Fills the gradient and returns the risk.</summary>
    double EvaluateInto(ReadOnlySpan<double> weights, Span<double> gradient);
}
