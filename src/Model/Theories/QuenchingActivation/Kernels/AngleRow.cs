using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.Theories.QuenchingActivation.Kernels;

/// <summary>Turns a row of inner products b·c_j into the angles π-θ_j and the weighted sums that the kernel and its gradient need.</summary>
/// <remarks>
/// u = b·c/(|b||c|) clipped to [-1, 1], φ = π-θ = acos(-u), sin θ = sqrt((1-u)(1+u)) from the same u: the errors of the two cancel in
/// k = |b||c|(sin θ + φ u) and in its gradient, which stay accurate to about 1e-15 at every angle.
/// The arc sine is the rational approximation of fdlibm (e_asin.c, Sun Microsystems 1993), below 1 ulp, free of branches.
/// </remarks>
internal static class AngleRow
{
    private const double P0 = 1.66666666666666657415e-01, P1 = -3.25565818622400915405e-01, P2 = 2.01212532134862925881e-01;
    private const double P3 = -4.00555345006794114027e-02, P4 = 7.91534994289814532176e-04, P5 = 3.47933107596021167570e-05;
    private const double Q1 = -2.40339491173441421878e+00, Q2 = 2.02094576023350569471e+00;
    private const double Q3 = -6.88283971605453293030e-01, Q4 = 7.70381505559019352791e-02;

    /// <summary>φ = π - acos(u) for u in [-1, 1], lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> ComplementOfAngle(Vector512<double> u)
    {
        var size = Vector512.Abs(u);
        var half = Vector512.Create(0.5);
        var isLarge = Vector512.GreaterThan(size, half);
        var z = Vector512.ConditionalSelect(isLarge, half * (Vector512<double>.One - size), u * u);
        var r = Vector512.ConditionalSelect(isLarge, Vector512.Sqrt(z), u);
        var p = Vector512.Create(P5);
        p = Vector512.FusedMultiplyAdd(p, z, Vector512.Create(P4));
        p = Vector512.FusedMultiplyAdd(p, z, Vector512.Create(P3));
        p = Vector512.FusedMultiplyAdd(p, z, Vector512.Create(P2));
        p = Vector512.FusedMultiplyAdd(p, z, Vector512.Create(P1));
        p = Vector512.FusedMultiplyAdd(p, z, Vector512.Create(P0));
        var q = Vector512.Create(Q4);
        q = Vector512.FusedMultiplyAdd(q, z, Vector512.Create(Q3));
        q = Vector512.FusedMultiplyAdd(q, z, Vector512.Create(Q2));
        q = Vector512.FusedMultiplyAdd(q, z, Vector512.Create(Q1));
        q = Vector512.FusedMultiplyAdd(q, z, Vector512<double>.One);
        var arcSine = Vector512.FusedMultiplyAdd(r, z * p / q, r);
        var twice = arcSine + arcSine;
        var large = Vector512.ConditionalSelect(
            Vector512.GreaterThan(u, Vector512<double>.Zero), Vector512.Create(Math.PI) - twice, twice);
        return Vector512.ConditionalSelect(isLarge, large, Vector512.Create(Math.PI / 2) + arcSine);
    }

    /// <summary>Replaces inner products by angles φ_j and returns Σ_j w_j sin θ_j and Σ_j w_j (sin θ_j + φ_j cos θ_j).</summary>
    /// <param name="inverseNorm">1/|b|, or 0 where b = 0.</param>
    /// <param name="inverseNorms">1/|c_j|, or 0; padding holds 0.</param>
    /// <param name="weights">w_j; padding holds 0.</param>
    /// <param name="row">In: b·c_j; out: φ_j.</param>
    public static (double Sine, double Kernel) TransformInto(
        double inverseNorm, ReadOnlySpan<double> inverseNorms, ReadOnlySpan<double> weights, Span<double> row)
    {
        var scale = Vector512.Create(inverseNorm);
        Vector512<double> sines = default, kernels = default;
        for (var j = 0; j < row.Length; j += VectorAlgebra.Count)
        {
            var (angle, sine, kernel) = Evaluate(Vector512.Create<double>(row[j..]) * (scale * Vector512.Create(inverseNorms[j..])));
            angle.CopyTo(row[j..]);
            var weight = Vector512.Create(weights[j..]);
            sines = Vector512.FusedMultiplyAdd(weight, sine, sines);
            kernels = Vector512.FusedMultiplyAdd(weight, kernel, kernels);
        }
        return (VectorAlgebra.Sum(sines), VectorAlgebra.Sum(kernels));
    }

    /// <summary>As <see cref="TransformInto"/>, and adds the same pairs, weighted by <paramref name="ownWeight"/>, to the sums of the columns.</summary>
    public static (double Sine, double Kernel) TransformSymmetricInto(
        double inverseNorm, ReadOnlySpan<double> inverseNorms, ReadOnlySpan<double> weights, double ownWeight,
        Span<double> row, Span<double> columnSines, Span<double> columnKernels)
    {
        var scale = Vector512.Create(inverseNorm);
        var own = Vector512.Create(ownWeight);
        Vector512<double> sines = default, kernels = default;
        for (var j = 0; j < row.Length; j += VectorAlgebra.Count)
        {
            var (angle, sine, kernel) = Evaluate(Vector512.Create<double>(row[j..]) * (scale * Vector512.Create(inverseNorms[j..])));
            angle.CopyTo(row[j..]);
            var weight = Vector512.Create(weights[j..]);
            sines = Vector512.FusedMultiplyAdd(weight, sine, sines);
            kernels = Vector512.FusedMultiplyAdd(weight, kernel, kernels);
            Vector512.FusedMultiplyAdd(own, sine, Vector512.Create<double>(columnSines[j..])).CopyTo(columnSines[j..]);
            Vector512.FusedMultiplyAdd(own, kernel, Vector512.Create<double>(columnKernels[j..])).CopyTo(columnKernels[j..]);
        }
        return (VectorAlgebra.Sum(sines), VectorAlgebra.Sum(kernels));
    }

    /// <summary>φ, sin θ and sin θ + φ cos θ from an unclipped cosine.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<double> Angle, Vector512<double> Sine, Vector512<double> Kernel) Evaluate(Vector512<double> cosine)
    {
        var u = Vector512.Min(Vector512.Max(cosine, Vector512.Create(-1.0)), Vector512<double>.One);
        var sine = Vector512.Sqrt((Vector512<double>.One - u) * (Vector512<double>.One + u));
        var angle = ComplementOfAngle(u);
        return (angle, sine, Vector512.FusedMultiplyAdd(angle, u, sine));
    }
}
