namespace Pipelines.Model.Numerics;

/// <summary>Bracketed root finding: never leaves its bracket, never fails to end.</summary>
public static class RootFinding
{
    private const int MaximumIterations = 200;

    /// <summary>Newton's method safeguarded by bisection, for an increasing function with a known derivative.</summary>
    /// <param name="evaluate">Value and derivative; the value is negative left of the root and positive right of it. Infinite values are
    /// allowed.</param>
    /// <param name="low">Left end of the bracket.</param>
    /// <param name="high">Right end of the bracket.</param>
    /// <param name="guess">First point; the middle of the bracket when it lies outside.</param>
    /// <param name="relativeStep">A step so short is the last one. It is followed, so that its square is what remains of the error.</param>
    /// <returns>The root to the last bits of double precision, as far as the rounding of the function allows.</returns>
    public static double Newton(
        Func<double, (double Value, double Slope)> evaluate, double low, double high, double guess, double relativeStep = 2e-16)
    {
        ArgumentNullException.ThrowIfNull(evaluate);
        var x = guess > low && guess < high ? guess : Middle(low, high);
        for (var i = 0; i < MaximumIterations; i++)
        {
            var (value, slope) = evaluate(x);
            if (value == 0) return x;
            if (value > 0) high = x;
            else low = x;
            var next = x - (value / slope);
            if (!(next >= low && next <= high)) next = Middle(low, high);
            if (Math.Abs(next - x) <= relativeStep * Math.Abs(next)) return next;
            x = next;
        }
        return x;
    }

    /// <summary>Bisection with interpolation (Brent 1973, zeroin) for a continuous function that changes sign on the bracket.</summary>
    /// <exception cref="ArgumentException">The function has the same sign at both ends.</exception>
    public static double Brent(Func<double, double> function, double low, double high)
    {
        ArgumentNullException.ThrowIfNull(function);
        var (a, b) = (low, high);
        var (fa, fb) = (function(a), function(b));
        if (fa == 0) return a;
        if (fb == 0) return b;
        if (fa > 0 == fb > 0) throw new ArgumentException($"The function does not change sign on [{low}, {high}].", nameof(function));
        var (c, fc, step, previous) = (a, fa, b - a, b - a);
        for (var i = 0; i < MaximumIterations; i++)
        {
            if (fb > 0 == fc > 0) (c, fc, step, previous) = (a, fa, b - a, b - a);
            if (Math.Abs(fc) < Math.Abs(fb)) (a, b, c, fa, fb, fc) = (b, c, b, fb, fc, fb);
            var tolerance = 2.3e-16 * Math.Abs(b);
            var half = (c - b) / 2;
            if (Math.Abs(half) <= tolerance || fb == 0) return b;
            (step, previous) = Interpolate(a, b, c, fa, fb, fc, half, tolerance, previous) is { } move ? (move, step) : (half, half);
            (a, fa) = (b, fb);
            b += Math.Abs(step) > tolerance ? step : Math.CopySign(tolerance, half);
            fb = function(b);
        }
        return b;
    }

    // Secant or inverse quadratic step, or null where bisection is the safer choice.
    private static double? Interpolate(
        double a, double b, double c, double fa, double fb, double fc, double half, double tolerance, double previous)
    {
        if (Math.Abs(previous) < tolerance || Math.Abs(fa) <= Math.Abs(fb)) return null;
        var s = fb / fa;
        double p, q;
        if (a == c) (p, q) = (2 * half * s, 1 - s);
        else
        {
            var (u, v) = (fa / fc, fb / fc);
            p = s * ((2 * half * u * (u - v)) - ((b - a) * (v - 1)));
            q = (u - 1) * (v - 1) * (s - 1);
        }
        if (p > 0) q = -q;
        p = Math.Abs(p);
        var limit = Math.Min((3 * half * q) - Math.Abs(tolerance * q), Math.Abs(previous * q));
        return 2 * p < limit ? p / q : null;
    }

    private static double Middle(double low, double high) => double.IsFinite(high - low) ? low + ((high - low) / 2) : (low / 2) + (high / 2);
}
