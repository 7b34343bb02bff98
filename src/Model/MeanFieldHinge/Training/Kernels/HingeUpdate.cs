using System.Numerics;
using System.Runtime.Intrinsics;
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.MeanFieldHinge.Training.Kernels;

/// <summary>The parameter update of one hinge training step, both factors taken from the old parameters.</summary>
internal static class HingeUpdate
{
    /// <summary>a_i ← a_i + c w_i·G_i and w_i ← w_i + c a_i G_i (Pellegrini and Biroli 2020, arXiv 2006.11209, eqs. 3 and 7).</summary>
    /// <param name="current">Parameters before the step.</param>
    /// <param name="gradient">G_i = Σ_n ψ_n y_n step(w_i·x_n) x_n in panels.</param>
    /// <param name="rate">c, learning rate over (output scale × examples × M × √d).</param>
    /// <param name="direction">Direction along which motion is told apart, d numbers; any will do.</param>
    /// <param name="next">Receives the parameters after the step.</param>
    /// <param name="rest">Makes the bound of the motion across the direction sharper, at d²·M operations; null does without.</param>
    public static HingeWeightChange Step<T>(
        HingeWeights<T> current, ReadOnlySpan<T> gradient, T rate, ReadOnlySpan<T> direction, HingeWeights<T> next, HingeResidual<T>? rest = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var layout = current.Layout;
        var squares = default(Squares);
        var finite = true;
        for (var unit = 0; unit < layout.PaddedUnits; unit += Vector512<T>.Count)
        {
            var start = (unit / layout.Width * layout.PanelLength) + (unit % layout.Width);
            var outer = Vector512.LoadUnsafe(ref current.Outer[unit]);
            var old = current.Inner[start..];
            var fresh = next.Inner[start..];
            finite &= Move(old, gradient[start..], outer * rate, layout, fresh, out var product, out var norm);
            var stepped = Lanes.MultiplyAdd(Vector512.Create(rate), product, outer);
            finite &= Vector512.EqualsAll(stepped * Vector512<T>.Zero, Vector512<T>.Zero);
            stepped.StoreUnsafe(ref next.Outer[unit]);
            var (parallel, across) = Split(old, fresh, direction, layout, unit, rest);
            squares = squares.Plus(
                Total((stepped - outer) * (stepped - outer)), Total(parallel * parallel), Total(across), Total(stepped * stepped), Total(norm));
        }
        var gramNorm = rest is null ? double.PositiveInfinity : rest.GramNorm();
        return squares.Bounds(finite, RoundingOf<T>(layout.Depth), gramNorm, RoundingOf<T>(layout.Units));
    }

    /// <summary>Moves the inner weights of one vector of units; false when one is not finite afterwards.</summary>
    private static bool Move<T>(
        ReadOnlySpan<T> old, ReadOnlySpan<T> slope, Vector512<T> factor, HingeLayout layout, Span<T> fresh,
        out Vector512<T> product, out Vector512<T> norm)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (product, norm) = (Vector512<T>.Zero, Vector512<T>.Zero);
        var check = Vector512<T>.Zero;
        for (var i = 0; i < layout.Depth * layout.Width; i += layout.Width)
        {
            var w = Vector512.LoadUnsafe(in old[i]);
            var g = Vector512.LoadUnsafe(in slope[i]);
            product = Lanes.MultiplyAdd(w, g, product);
            var moved = Lanes.MultiplyAdd(factor, g, w);
            norm = Lanes.MultiplyAdd(moved, moved, norm);
            check = Lanes.MultiplyAdd(moved, Vector512<T>.Zero, check);
            moved.StoreUnsafe(ref fresh[i]);
        }
        return Vector512.EqualsAll(check, Vector512<T>.Zero);
    }

    /// <summary>Motion of one vector of units along the direction, and the squared length of what is left of it.</summary>
    private static (Vector512<T> Parallel, Vector512<T> Across) Split<T>(
        ReadOnlySpan<T> old, ReadOnlySpan<T> fresh, ReadOnlySpan<T> direction, HingeLayout layout, int unit, HingeResidual<T>? store)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (parallel, across) = (Vector512<T>.Zero, Vector512<T>.Zero);
        for (var k = 0; k < layout.Depth; k++)
        {
            var motion = Vector512.LoadUnsafe(in fresh[k * layout.Width]) - Vector512.LoadUnsafe(in old[k * layout.Width]);
            parallel = Lanes.MultiplyAdd(motion, Vector512.Create(direction[k]), parallel);
        }
        for (var k = 0; k < layout.Depth; k++)
        {
            var motion = Vector512.LoadUnsafe(in fresh[k * layout.Width]) - Vector512.LoadUnsafe(in old[k * layout.Width]);
            var rest = Lanes.MultiplyAdd(-parallel, Vector512.Create(direction[k]), motion);
            across = Lanes.MultiplyAdd(rest, rest, across);
            store?.Put(k, unit, rest);
        }
        return (parallel, across);
    }

    private static double Total<T>(Vector512<T> lanes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var sum = 0.0;
        for (var lane = 0; lane < Vector512<T>.Count; lane++) sum += double.CreateTruncating(lanes[lane]);
        return sum;
    }

    /// <summary>(d + 16) units of rounding: more than the relative error of a sum of d squares and its square root.</summary>
    private static double RoundingOf<T>(int depth)
        where T : unmanaged => (depth + 16) * (typeof(T) == typeof(float) ? 1.0 / (1 << 24) : 1.0 / (1L << 53));

    /// <summary>Sums of squares over units.</summary>
    private readonly record struct Squares(double Outer, double Parallel, double Across, double OuterNorm, double InnerNorm)
    {
        /// <summary>Squares below the smallest float vanish; a length made of up to 1e9 of them is below this.</summary>
        private const double Underflow = 1e-17;

        public Squares Plus(double outer, double parallel, double across, double outerNorm, double innerNorm) =>
            new(Outer + outer, Parallel + parallel, Across + across, OuterNorm + outerNorm, InnerNorm + innerNorm);

        /// <summary>Lengths, each raised by its rounding; the rest, the smaller of its two bounds, also by that of the difference it is made
        /// of.</summary>
        public HingeWeightChange Bounds(bool finite, double rounding, double gramNorm, double gramRounding)
        {
            double Length(double square) => (Math.Sqrt(square) * (1 + rounding)) + Underflow;
            var (parallel, frobenius) = (Length(Parallel), Length(Across));
            var spectral = Math.Sqrt((gramNorm * (1 + 1e-9)) + (gramRounding * frobenius * frobenius)) + Underflow;
            var across = Math.Min(frobenius, spectral) + (rounding * (parallel + frobenius));
            return new(finite, Length(Outer), parallel, across, Length(OuterNorm), Length(InnerNorm));
        }
    }
}

/// <summary>How far a step moved the parameters and how large they are now: upper bounds that include the rounding of their own sums.</summary>
/// <param name="IsFinite">False when a parameter is not finite.</param>
/// <param name="Outer">‖Δa‖.</param>
/// <param name="Parallel">‖p‖ of a splitting ΔW = p w*ᵀ + rest.</param>
/// <param name="Across">Operator norm of that rest.</param>
/// <param name="OuterNorm">‖a‖ after the step.</param>
/// <param name="InnerNorm">Frobenius norm of W after the step.</param>
internal readonly record struct HingeWeightChange(
    bool IsFinite, double Outer, double Parallel, double Across, double OuterNorm, double InnerNorm);
