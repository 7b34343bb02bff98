using System.Runtime.Intrinsics;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.GaussianMixture;

/// <summary>A loss chosen once, evaluated on many margins: l, l' and l'' side by side.</summary>
internal interface ILossOperator
{
    /// <summary>All spans have one length; the margins may not overlap the results.</summary>
    void EvaluateInto(ReadOnlySpan<double> margins, Span<double> value, Span<double> first, Span<double> second);
}

/// <summary>l(v) = ln(1 + e^−v) with q = 1/(1 + e^v): l' = −q, l'' = q (1 − q), all from e^−|v|, which cannot overflow.</summary>
/// <remarks>Eight margins at a time; a tail is padded to eight, which costs less than going one by one.</remarks>
internal sealed class LogisticOperator : ILossOperator
{
    private static readonly int Width = Vector512<double>.Count;

    public void EvaluateInto(ReadOnlySpan<double> margins, Span<double> value, Span<double> first, Span<double> second)
    {
        var i = 0;
        for (; i <= margins.Length - Width; i += Width) EvaluateEight(margins[i..], value[i..], first[i..], second[i..]);
        if (i == margins.Length) return;
        Span<double> padded = stackalloc double[4 * Width];
        padded.Clear();
        margins[i..].CopyTo(padded);
        EvaluateEight(padded, padded[Width..], padded[(2 * Width)..], padded[(3 * Width)..]);
        padded.Slice(Width, margins.Length - i).CopyTo(value[i..]);
        padded.Slice(2 * Width, margins.Length - i).CopyTo(first[i..]);
        padded.Slice(3 * Width, margins.Length - i).CopyTo(second[i..]);
    }

    private static void EvaluateEight(ReadOnlySpan<double> margins, Span<double> value, Span<double> first, Span<double> second)
    {
        var v = Vector512.Create(margins);
        var small = Elementary.Exp(-Vector512.Abs(v));
        var share = Vector512<double>.One / (Vector512<double>.One + small);
        var isPositive = Vector512.GreaterThanOrEqual(v, Vector512<double>.Zero);
        (Elementary.Log1p(small) + Vector512.ConditionalSelect(isPositive, Vector512<double>.Zero, -v)).CopyTo(value);
        (-(Vector512.ConditionalSelect(isPositive, small, Vector512<double>.One) * share)).CopyTo(first);
        (small * share * share).CopyTo(second);
    }
}

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
