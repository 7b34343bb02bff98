namespace Pipelines.Model.Theories.GaussianMixture;

/// <summary>Λ(y, h) = l(y φ(h)) of one pattern with Λ' = ∂Λ/∂h and Λ'' = ∂²Λ/∂h², for many patterns at once.</summary>
/// <remarks>
/// Equation: with v = y φ(h) and y² = 1, Λ' = y φ'(h) l'(v) and Λ'' = φ'(h)² l''(v) + y φ''(h) l'(v).
/// Linear: Λ' = y l', Λ'' = l''. Door φ = h² − L²: Λ' = 2 y h l', Λ'' = 4 h² l'' + 2 y l'.
/// </remarks>
internal sealed class PatternLoss
{
    private const int BlockSize = 64;

    private readonly ILossOperator _loss;
    private readonly double? _threshold;

    private PatternLoss(ILossOperator loss, double? threshold) => (_loss, _threshold) = (loss, threshold);

    public static PatternLoss Of(MixtureProblem problem) => new(
        problem.Loss.Match<ILossOperator>(
            logistic: _ => new LogisticOperator(),
            quadratic: _ => new QuadraticOperator(),
            custom: l => new CustomOperator(l)),
        problem.Activation.Match<double?>(linear: _ => null, door: a => a.Threshold));

    /// <summary>True when sgn φ(h) = y; a pre-activation on the boundary counts as wrong.</summary>
    public bool IsCorrect(double label, double preActivation) => Margin(label, preActivation) > 0;

    /// <summary>All spans have one length.</summary>
    public void EvaluateInto(
        ReadOnlySpan<double> labels, ReadOnlySpan<double> preActivations, Span<double> value, Span<double> first, Span<double> second)
    {
        Span<double> margins = stackalloc double[BlockSize];
        for (var start = 0; start < labels.Length; start += BlockSize)
        {
            var length = Math.Min(BlockSize, labels.Length - start);
            var y = labels.Slice(start, length);
            var h = preActivations.Slice(start, length);
            for (var i = 0; i < length; i++) margins[i] = Margin(y[i], h[i]);
            _loss.EvaluateInto(margins[..length], value.Slice(start, length), first.Slice(start, length), second.Slice(start, length));
            ApplyChainRule(y, h, first.Slice(start, length), second.Slice(start, length));
        }
    }

    private double Margin(double y, double h) => _threshold is { } l ? y * ((h * h) - (l * l)) : y * h;

    private void ApplyChainRule(ReadOnlySpan<double> y, ReadOnlySpan<double> h, Span<double> first, Span<double> second)
    {
        if (_threshold is null)
        {
            for (var i = 0; i < y.Length; i++) first[i] *= y[i];
            return;
        }
        for (var i = 0; i < y.Length; i++)
        {
            second[i] = (4 * h[i] * h[i] * second[i]) + (2 * y[i] * first[i]);
            first[i] *= 2 * y[i] * h[i];
        }
    }
}
