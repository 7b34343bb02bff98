using System.Runtime.Intrinsics;

namespace Pipelines.Model.GaussianMixture;

/// <summary>Λ(y, h) = l(y φ(h)) of one pattern with Λ' = ∂Λ/∂h and Λ'' = ∂²Λ/∂h², for many patterns at once.</summary>
/// <remarks>
/// Equation: with v = y φ(h) and y² = 1, Λ' = y φ'(h) l'(v) and Λ'' = φ'(h)² l''(v) + y φ''(h) l'(v).
/// Linear: Λ' = y l', Λ'' = l''. Door φ = h² − L²: Λ' = 2 y h l', Λ'' = 4 h² l'' + 2 y l'.
/// The prediction is right when v &gt; 0; a pre-activation on the boundary counts as wrong. Eight patterns at a time; a tail has the bits of a lane.
/// </remarks>
internal sealed class PatternLoss
{
    private static readonly int Width = Vector512<double>.Count;

    private readonly ILossOperator _loss;
    private readonly double? _threshold;

    private PatternLoss(ILossOperator loss, double? threshold) => (_loss, _threshold) = (loss, threshold);

    public static PatternLoss Of(MixtureProblem problem) => new(
        problem.Loss.Match<ILossOperator>(
            logistic: _ => new LogisticOperator(),
            quadratic: _ => new QuadraticOperator(),
            custom: l => new CustomOperator(l)),
        problem.Activation.Match<double?>(linear: _ => null, door: a => a.Threshold));

    /// <summary>v = y φ(h) of every pattern. All spans have one length.</summary>
    public void MarginsInto(ReadOnlySpan<double> labels, ReadOnlySpan<double> preActivations, Span<double> margins)
    {
        var squared = (_threshold * _threshold) ?? 0;
        var i = 0;
        for (; i <= labels.Length - Width; i += Width)
        {
            var (y, h) = (Vector512.Create(labels[i..]), Vector512.Create(preActivations[i..]));
            (y * (_threshold is null ? h : (h * h) - Vector512.Create(squared))).CopyTo(margins[i..]);
        }
        for (; i < labels.Length; i++)
            margins[i] = labels[i] * (_threshold is null ? preActivations[i] : (preActivations[i] * preActivations[i]) - squared);
    }

    /// <summary>Λ, Λ' and Λ'' of every pattern from its margin. All spans have one length.</summary>
    public void EvaluateInto(
        ReadOnlySpan<double> labels,
        ReadOnlySpan<double> preActivations,
        ReadOnlySpan<double> margins,
        Span<double> value,
        Span<double> first,
        Span<double> second)
    {
        _loss.EvaluateInto(margins, value, first, second);
        if (_threshold is null) ApplyLinear(labels, first);
        else ApplyDoor(labels, preActivations, first, second);
    }

    private static void ApplyLinear(ReadOnlySpan<double> labels, Span<double> first)
    {
        var i = 0;
        for (; i <= labels.Length - Width; i += Width)
            (Vector512.Create<double>(first[i..]) * Vector512.Create(labels[i..])).CopyTo(first[i..]);
        for (; i < labels.Length; i++) first[i] *= labels[i];
    }

    private static void ApplyDoor(ReadOnlySpan<double> labels, ReadOnlySpan<double> preActivations, Span<double> first, Span<double> second)
    {
        var i = 0;
        for (; i <= labels.Length - Width; i += Width)
        {
            var (slope, curvature) = (Vector512.Create<double>(first[i..]), Vector512.Create<double>(second[i..]));
            var (y, h) = (2 * Vector512.Create(labels[i..]), Vector512.Create(preActivations[i..]));
            ((4 * h * h * curvature) + (y * slope)).CopyTo(second[i..]);
            (y * h * slope).CopyTo(first[i..]);
        }
        for (; i < labels.Length; i++)
        {
            var (y, h) = (2 * labels[i], preActivations[i]);
            second[i] = (4 * h * h * second[i]) + (y * first[i]);
            first[i] = y * h * first[i];
        }
    }
}
