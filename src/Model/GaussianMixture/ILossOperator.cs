namespace Pipelines.Model.GaussianMixture;

/// <summary>A loss chosen once, evaluated on many margins: l, l' and l'' side by side.</summary>
internal interface ILossOperator
{
    /// <summary>All spans have one length; the margins may not overlap the results.</summary>
    void EvaluateInto(ReadOnlySpan<double> margins, Span<double> value, Span<double> first, Span<double> second);
}
