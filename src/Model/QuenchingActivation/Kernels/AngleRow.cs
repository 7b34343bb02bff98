using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Pipelines.Model.Numerics;
using Pipelines.Model.Numerics.Functions;
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.QuenchingActivation.Kernels;

/// <summary>Turns a row of inner products b·c_j into the angles π-θ_j and the weighted sums that the kernel and its gradient need.</summary>
/// <remarks>
/// u = b·c/(|b||c|) clipped to [-1, 1], φ = π-θ = acos(-u), sin θ = sqrt((1-u)(1+u)) from the same u: the errors of the two cancel in
/// k = |b||c|(sin θ + φ u) and in its gradient, which stay accurate to about 1e-15 at every angle.
/// </remarks>
internal static class AngleRow
{
    /// <summary>Replaces inner products by angles φ_j and returns Σ_j w_j sin θ_j and Σ_j w_j (sin θ_j + φ_j cos θ_j).</summary>
    /// <param name="inverseNorm">1/|b|, or 0 where b = 0.</param>
    /// <param name="inverseNorms">1/|c_j|, or 0; padding holds 0.</param>
    /// <param name="weights">w_j; padding holds 0.</param>
    /// <param name="row">In: b·c_j; out: φ_j.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static (double Sine, double Kernel) TransformInto(
        double inverseNorm, ReadOnlySpan<double> inverseNorms, ReadOnlySpan<double> weights, Span<double> row)
    {
        var scale = Vector512.Create(inverseNorm);
        Vector512<double> sines = default, kernels = default;
        for (var j = 0; j < row.Length; j += Padding.Lanes)
        {
            var (angle, sine, kernel) = Evaluate(Vector512.Create<double>(row[j..]) * (scale * Vector512.Create(inverseNorms[j..])));
            angle.CopyTo(row[j..]);
            var weight = Vector512.Create(weights[j..]);
            sines = Vector512.FusedMultiplyAdd(weight, sine, sines);
            kernels = Vector512.FusedMultiplyAdd(weight, kernel, kernels);
        }
        return (Lanes.Sum(sines), Lanes.Sum(kernels));
    }

    /// <summary>As <see cref="TransformInto"/>; also adds the pairs, weighted by <paramref name="ownWeight"/>, to the sums of the columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static (double Sine, double Kernel) TransformSymmetricInto(
        double inverseNorm, ReadOnlySpan<double> inverseNorms, ReadOnlySpan<double> weights, double ownWeight,
        Span<double> row, Span<double> columnSines, Span<double> columnKernels)
    {
        var scale = Vector512.Create(inverseNorm);
        var own = Vector512.Create(ownWeight);
        Vector512<double> sines = default, kernels = default;
        for (var j = 0; j < row.Length; j += Padding.Lanes)
        {
            var (angle, sine, kernel) = Evaluate(Vector512.Create<double>(row[j..]) * (scale * Vector512.Create(inverseNorms[j..])));
            angle.CopyTo(row[j..]);
            var weight = Vector512.Create(weights[j..]);
            sines = Vector512.FusedMultiplyAdd(weight, sine, sines);
            kernels = Vector512.FusedMultiplyAdd(weight, kernel, kernels);
            Vector512.FusedMultiplyAdd(own, sine, Vector512.Create<double>(columnSines[j..])).CopyTo(columnSines[j..]);
            Vector512.FusedMultiplyAdd(own, kernel, Vector512.Create<double>(columnKernels[j..])).CopyTo(columnKernels[j..]);
        }
        return (Lanes.Sum(sines), Lanes.Sum(kernels));
    }

    /// <summary>φ, sin θ and sin θ + φ cos θ from an unclipped cosine.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<double> Angle, Vector512<double> Sine, Vector512<double> Kernel) Evaluate(Vector512<double> cosine)
    {
        var u = Vector512.Min(Vector512.Max(cosine, Vector512.Create(-1.0)), Vector512<double>.One);
        var sine = Vector512.Sqrt((Vector512<double>.One - u) * (Vector512<double>.One + u));
        var angle = Vector512.IsHardwareAccelerated ? InverseTrigonometric.AcosInline(new EightLanes(-u)).Value : Elementary.Acos(-u);
        return (angle, sine, Vector512.FusedMultiplyAdd(angle, u, sine));
    }
}
