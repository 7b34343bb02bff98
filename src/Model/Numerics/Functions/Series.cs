namespace Pipelines.Model.Numerics.Functions;

/// <summary>Sums of power and Chebyshev series, from the last term to the first.</summary>
internal static class Series
{
    /// <summary>c0 + c1 x + c2 x² + ... (Horner).</summary>
    public static double Powers(ReadOnlySpan<double> coefficients, double x)
    {
        var sum = 0.0;
        for (var i = coefficients.Length - 1; i >= 0; i--) sum = Math.FusedMultiplyAdd(sum, x, coefficients[i]);
        return sum;
    }

    /// <summary>c0 + c1 T1(t) + c2 T2(t) + ... for t in [-1, 1] (Clenshaw).</summary>
    public static double Chebyshev(ReadOnlySpan<double> coefficients, double t)
    {
        var (next, afterNext) = (0.0, 0.0);
        for (var i = coefficients.Length - 1; i > 0; i--)
        {
            (next, afterNext) = (Math.FusedMultiplyAdd(2 * t, next, coefficients[i] - afterNext), next);
        }
        return Math.FusedMultiplyAdd(t, next, coefficients[0] - afterNext);
    }
}
