using Pipelines.Model.Numerics;

namespace Pipelines.Model.Theories.GaussianMixture;

/// <summary>l(v) = ln(1 + e^−v) with q = 1/(1 + e^v): l' = −q, l'' = q (1 − q), all from e^−|v|, which cannot overflow.</summary>
internal sealed class LogisticOperator : ILossOperator
{
    public void EvaluateInto(ReadOnlySpan<double> margins, Span<double> value, Span<double> first, Span<double> second)
    {
        for (var i = 0; i < margins.Length; i++)
        {
            var v = margins[i];
            var small = Elementary.Exp(-Math.Abs(v));
            var share = 1 / (1 + small);
            value[i] = Elementary.Log1p(small) + Math.Max(-v, 0);
            first[i] = v >= 0 ? -small * share : -share;
            second[i] = small * share * share;
        }
    }
}
