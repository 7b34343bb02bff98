namespace Pipelines.Model.GaussianMixture;

/// <summary>A user's loss, one delegate call a value.</summary>
internal sealed class CustomOperator(MixtureLoss.Custom loss) : ILossOperator
{
    public void EvaluateInto(ReadOnlySpan<double> margins, Span<double> value, Span<double> first, Span<double> second)
    {
        for (var i = 0; i < margins.Length; i++)
        {
            value[i] = loss.Value(margins[i]);
            first[i] = loss.First(margins[i]);
            second[i] = loss.Second(margins[i]);
        }
    }
}
