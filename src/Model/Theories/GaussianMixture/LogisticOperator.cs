using System.Runtime.Intrinsics;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.Theories.GaussianMixture;

/// <summary>l(v) = ln(1 + e^−v) with q = 1/(1 + e^v): l' = −q, l'' = q (1 − q), all from e^−|v|, which cannot overflow.</summary>
/// <remarks>Eight margins at a time; the tail has the bits of a lane.</remarks>
internal sealed class LogisticOperator : ILossOperator
{
    public void EvaluateInto(ReadOnlySpan<double> margins, Span<double> value, Span<double> first, Span<double> second)
    {
        var i = 0;
        for (; i <= margins.Length - Vector512<double>.Count; i += Vector512<double>.Count)
        {
            var v = Vector512.Create(margins[i..]);
            var small = Elementary.Exp(-Vector512.Abs(v));
            var share = Vector512<double>.One / (Vector512<double>.One + small);
            var isPositive = Vector512.GreaterThanOrEqual(v, Vector512<double>.Zero);
            (Elementary.Log1p(small) + Vector512.ConditionalSelect(isPositive, Vector512<double>.Zero, -v)).CopyTo(value[i..]);
            (-(Vector512.ConditionalSelect(isPositive, small, Vector512<double>.One) * share)).CopyTo(first[i..]);
            (small * share * share).CopyTo(second[i..]);
        }
        for (; i < margins.Length; i++)
        {
            var v = margins[i];
            var small = Elementary.Exp(-Math.Abs(v));
            var share = 1 / (1 + small);
            value[i] = Elementary.Log1p(small) + (v >= 0 ? 0 : -v);
            first[i] = -((v >= 0 ? small : 1) * share);
            second[i] = small * share * share;
        }
    }
}
