namespace Pipelines.Model.Theories.GaussianMixture;

/// <summary>l(v) = (1 − v)²/2: l' = v − 1, l'' = 1.</summary>
internal sealed class QuadraticOperator : ILossOperator
{
    public void EvaluateInto(ReadOnlySpan<double> margins, Span<double> value, Span<double> first, Span<double> second)
    {
        for (var i = 0; i < margins.Length; i++)
        {
            first[i] = margins[i] - 1;
            value[i] = first[i] * first[i] / 2;
        }
        second.Fill(1);
    }
}
