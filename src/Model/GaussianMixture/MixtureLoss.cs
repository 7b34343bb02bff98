using System.Diagnostics;
using System.Runtime.Intrinsics;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.GaussianMixture;

/// <summary>Loss l(v) of the margin v = y φ(h), with its first two derivatives.</summary>
public abstract record MixtureLoss
{
    private MixtureLoss() { }

    /// <summary>l(v) = ln(1 + e^−v), computed stably for both signs of v.</summary>
    public sealed record Logistic : MixtureLoss;

    /// <summary>l(v) = (1 − v)²/2.</summary>
    public sealed record Quadratic : MixtureLoss;

    /// <summary>A loss of the user's own.</summary>
    /// <param name="Name">Names the loss in experiment files; where results are kept by key, its values count beside its name.</param>
    /// <param name="Value">l(v); must be pure.</param>
    /// <param name="First">l'(v); must be pure.</param>
    /// <param name="Second">l''(v); must be pure.</param>
    public sealed record Custom(string Name, Func<double, double> Value, Func<double, double> First, Func<double, double> Second) : MixtureLoss
    {
        public string Name { get; } = string.IsNullOrWhiteSpace(Name)
            ? throw new ArgumentException("A custom loss needs a name.", nameof(Name))
            : Name;

        public Func<double, double> Value { get; } = Value ?? throw new ArgumentNullException(nameof(Value));

        public Func<double, double> First { get; } = First ?? throw new ArgumentNullException(nameof(First));

        public Func<double, double> Second { get; } = Second ?? throw new ArgumentNullException(nameof(Second));

        /// <summary>What makes l' or l'' no slope of l or l' on −30 ≤ v ≤ 30, where that was found; null for a sound loss.</summary>
        public string? Flaw =>
            SlopeCheck.FlawOf(Value, First, "v", hasSign: false, _ => null) is { } flaw ? $"The loss '{Name}' {flaw}."
            : SlopeCheck.FlawOf(First, Second, "v", hasSign: false, _ => null) is { } second ? $"The slope l' of the loss '{Name}' {second}."
            : null;
    }

    public T Match<T>(Func<Logistic, T> logistic, Func<Quadratic, T> quadratic, Func<Custom, T> custom)
    {
        ArgumentNullException.ThrowIfNull(logistic);
        ArgumentNullException.ThrowIfNull(quadratic);
        ArgumentNullException.ThrowIfNull(custom);
        return this switch
        {
            Logistic l => logistic(l),
            Quadratic l => quadratic(l),
            Custom l => custom(l),
            _ => throw new UnreachableException(),
        };
    }
}

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
