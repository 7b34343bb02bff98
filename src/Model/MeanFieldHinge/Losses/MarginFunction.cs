using System.Collections.Immutable;
using System.Runtime.Intrinsics;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.MeanFieldHinge.Losses;

/// <summary>A loss chosen once: λ and the force ψ = −λ' ≥ 0 at u = v/h, one number at a time or eight with the same bits.</summary>
internal abstract class MarginFunction
{
    private static readonly int Width = Vector512<double>.Count;

    /// <summary>λ and ψ are 0 from u = 1 on.</summary>
    public abstract bool HasMargin { get; }

    /// <summary>|u| > 0 of the margins at which ψ is not smooth, increasing.</summary>
    public virtual ImmutableArray<double> Kinks => HasMargin ? [1] : [];

    /// <summary>Λ = ∫_0^∞ u ψ(u) du; NaN where it is infinite.</summary>
    public abstract double LateShare { get; }

    /// <summary>λ(u).</summary>
    public abstract double Value(double u);

    /// <summary>ψ(u).</summary>
    public abstract double Force(double u);

    /// <summary>ψ(u) − ψ(u + step) for a step ≥ 0, with all its digits however short the step.</summary>
    public abstract double Drop(double u, double step);

    public static MarginFunction Of(MarginLoss loss) => loss.Match<MarginFunction>(
        linearHinge: _ => new LinearHingeFunction(),
        squaredHinge: _ => new SquaredHingeFunction(),
        logistic: _ => new LogisticFunction(),
        exponential: _ => new ExponentialFunction(),
        custom: l => new CustomFunction(l));

    /// <summary>l(v) = h λ(v/h) and ψ(v/h) of many margins v. All spans have one length; the margins may not overlap the results.</summary>
    public virtual void EvaluateInto(ReadOnlySpan<double> margins, double size, Span<double> losses, Span<double> forces)
    {
        var h = Vector512.Create(size);
        var i = 0;
        for (; i <= margins.Length - Width; i += Width)
        {
            var (loss, force) = Evaluate(Vector512.Create(margins[i..]), h);
            loss.CopyTo(losses[i..]);
            force.CopyTo(forces[i..]);
        }
        if (i == margins.Length) return;
        Span<double> tail = stackalloc double[Width];
        tail.Clear();
        margins[i..].CopyTo(tail);
        var (lastLoss, lastForce) = Evaluate(Vector512.Create<double>(tail), h);
        lastLoss.CopyTo(tail);
        tail[..(margins.Length - i)].CopyTo(losses[i..]);
        lastForce.CopyTo(tail);
        tail[..(margins.Length - i)].CopyTo(forces[i..]);
    }

    /// <summary>h λ(v/h) and ψ(v/h) of eight margins; not a number for one that is none.</summary>
    protected abstract (Vector512<double> Loss, Vector512<double> Force) Evaluate(Vector512<double> margins, Vector512<double> size);
}

/// <summary>λ = max(0, 1 − u).</summary>
internal sealed class LinearHingeFunction : MarginFunction
{
    public override bool HasMargin => true;

    public override double LateShare => 0.5;

    public override double Value(double u) => u >= 1 ? 0 : 1 - u;

    public override double Force(double u) => u >= 1 ? 0 : 1;

    public override double Drop(double u, double step) => Force(u) - Force(u + step);

    protected override (Vector512<double> Loss, Vector512<double> Force) Evaluate(Vector512<double> margins, Vector512<double> size)
    {
        var slack = size - margins;
        var isSatisfied = Vector512.LessThanOrEqual(slack, Vector512<double>.Zero);
        return (Vector512.ConditionalSelect(isSatisfied, Vector512<double>.Zero, slack),
            Vector512.ConditionalSelect(isSatisfied, Vector512<double>.Zero, Vector512<double>.One));
    }
}

/// <summary>λ = max(0, 1 − u)²/2.</summary>
internal sealed class SquaredHingeFunction : MarginFunction
{
    public override bool HasMargin => true;

    public override double LateShare => 1.0 / 6;

    public override double Value(double u) => u >= 1 ? 0 : (1 - u) * (1 - u) * 0.5;

    public override double Force(double u) => u >= 1 ? 0 : 1 - u;

    public override double Drop(double u, double step) => u >= 1 ? 0 : Math.Min(step, 1 - u);

    protected override (Vector512<double> Loss, Vector512<double> Force) Evaluate(Vector512<double> margins, Vector512<double> size)
    {
        var slack = size - margins;
        slack = Vector512.ConditionalSelect(Vector512.LessThanOrEqual(slack, Vector512<double>.Zero), Vector512<double>.Zero, slack);
        var force = slack / size;
        return (slack * force * 0.5, force);
    }
}

/// <summary>λ = ln(1 + e^−u), ψ = 1/(1 + e^u), both from e^−|u|, which cannot overflow.</summary>
internal sealed class LogisticFunction : MarginFunction
{
    public override bool HasMargin => false;

    public override double LateShare => Math.PI * Math.PI / 12;

    public override double Value(double u) => Elementary.Log1p(Elementary.Exp(-Math.Abs(u))) + (u >= 0 ? 0 : -u);

    public override double Force(double u)
    {
        var small = Elementary.Exp(-Math.Abs(u));
        return (u >= 0 ? small : 1) * (1 / (1 + small));
    }

    // e^u (e^s − 1)/((1 + e^u)(1 + e^(u+s))).
    public override double Drop(double u, double step) => Force(u) * Force(-(u + step)) * -Elementary.Expm1(-step);

    protected override (Vector512<double> Loss, Vector512<double> Force) Evaluate(Vector512<double> margins, Vector512<double> size)
    {
        var u = margins / size;
        var small = Elementary.Exp(-Vector512.Abs(u));
        var share = Vector512<double>.One / (Vector512<double>.One + small);
        var isPositive = Vector512.GreaterThanOrEqual(u, Vector512<double>.Zero);
        return (size * (Elementary.Log1p(small) + Vector512.ConditionalSelect(isPositive, Vector512<double>.Zero, -u)),
            Vector512.ConditionalSelect(isPositive, small, Vector512<double>.One) * share);
    }
}

/// <summary>λ = ψ = e^−u.</summary>
internal sealed class ExponentialFunction : MarginFunction
{
    public override bool HasMargin => false;

    public override double LateShare => 1;

    public override double Value(double u) => Elementary.Exp(-u);

    public override double Force(double u) => Elementary.Exp(-u);

    public override double Drop(double u, double step) => Elementary.Exp(-u) * -Elementary.Expm1(-step);

    protected override (Vector512<double> Loss, Vector512<double> Force) Evaluate(Vector512<double> margins, Vector512<double> size)
    {
        var force = Elementary.Exp(-(margins / size));
        return (size * force, force);
    }
}

/// <summary>A user's loss, one delegate call a value.</summary>
internal sealed class CustomFunction(MarginLoss.Custom loss) : MarginFunction
{
    /// <summary>Shorter steps are taken as their share of the drop over this one: the difference itself would lose their digits.</summary>
    private const double Shortest = 1e-5;

    /// <summary>Panels of the moment shrink by one factor but for this where the tail is a power: at 1e9 a tail like (1 + u)^-p is off by
    /// 1e-9.</summary>
    private const double PowerOfTail = 1e-6;

    public override bool HasMargin => loss.HasMargin;

    public override ImmutableArray<double> Kinks { get; } =
        [.. loss.Kinks.Select(Math.Abs).Where(k => k > 0).Concat(loss.HasMargin ? [1.0] : []).Distinct().Order()];

    public override double LateShare => field == 0 ? field = Moment() : field;

    public override double Value(double u) => loss.Value(u);

    public override double Force(double u) => -loss.Slope(u);

    public override double Drop(double u, double step)
    {
        var measured = Math.Max(step, Shortest);
        return (Force(u) - Force(u + measured)) * (step / measured);
    }

    public override void EvaluateInto(ReadOnlySpan<double> margins, double size, Span<double> losses, Span<double> forces)
    {
        for (var i = 0; i < margins.Length; i++)
        {
            losses[i] = size * loss.Value(margins[i] / size);
            forces[i] = -loss.Slope(margins[i] / size);
        }
    }

    protected override (Vector512<double> Loss, Vector512<double> Force) Evaluate(Vector512<double> margins, Vector512<double> size) =>
        throw new NotSupportedException("A user's loss takes one number at a time.");

    // Panels that double, until one adds nothing. Those of a tail u^-p shrink by 2^(2-p) each: what is left is a geometric series, and infinite where
    // they do not shrink. Of a tail that is no power nothing is known.
    private double Moment()
    {
        var sum = Quadrature.Integrate(u => u * Force(u), 0, 1);
        var (part, ratio, before) = (0.0, 0.0, 0.0);
        for (var from = 1.0; from < 1e9; from *= 2)
        {
            var next = Quadrature.Integrate(u => u * Force(u), from, 2 * from);
            sum += next;
            if (next <= 1e-17 * sum) return sum;
            (before, ratio, part) = (ratio, next / part, next);
        }
        return ratio < 1 - PowerOfTail && Math.Abs(ratio - before) < PowerOfTail ? sum + (part * ratio / (1 - ratio)) : double.NaN;
    }
}
