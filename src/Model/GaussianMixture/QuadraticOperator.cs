using System.Runtime.Intrinsics;

namespace Pipelines.Model.GaussianMixture;

/// <summary>l(v) = (1 − v)²/2: l' = v − 1, l'' = 1.</summary>
internal sealed class QuadraticOperator : ILossOperator
{
    public void EvaluateInto(ReadOnlySpan<double> margins, Span<double> value, Span<double> first, Span<double> second)
    {
        var i = 0;
        for (; i <= margins.Length - Vector512<double>.Count; i += Vector512<double>.Count)
        {
            var slope = Vector512.Create(margins[i..]) - Vector512<double>.One;
            slope.CopyTo(first[i..]);
            (slope * slope * 0.5).CopyTo(value[i..]);
        }
        for (; i < margins.Length; i++)
        {
            first[i] = margins[i] - 1;
            value[i] = first[i] * first[i] * 0.5;
        }
        second.Fill(1);
    }
}
