namespace Pipelines.Model.Numerics;

/// <summary>Tries a user's function of one number and its slope on −30 ≤ t ≤ 30.</summary>
internal static class SlopeCheck
{
    private const double Reach = 30, Step = 0.25;

    /// <summary>The function and the integral of its slope may differ by this share of the larger: a quadrature across a corner leaves
    /// 1e-7.</summary>
    private const double Tolerance = 1e-5;

    /// <summary>Where functions are tried.</summary>
    public static IEnumerable<double> Points => Enumerable.Range(0, (int)(2 * Reach / Step) + 1).Select(i => (i * Step) - Reach);

    /// <summary>The first flaw found, as what follows the function's name; null for a sound one.</summary>
    /// <param name="value">The function.</param>
    /// <param name="slope">Its slope.</param>
    /// <param name="name">Of its variable.</param>
    /// <param name="hasSign">The slope never changes its sign: it is integrated as it is, and small slopes are held to all their digits.</param>
    /// <param name="flawAt">What else is wrong at a point; null where nothing is.</param>
    public static string? FlawOf(
        Func<double, double> value, Func<double, double> slope, string name, bool hasSign, Func<double, FormattableString?> flawAt)
    {
        foreach (var t in Points)
        {
            if (!double.IsFinite(value(t))) return Text($"is {value(t):g6} at {name} = {t:g6}");
            if (!double.IsFinite(slope(t))) return Text($"has the slope {slope(t):g6} at {name} = {t:g6}");
            if (flawAt(t) is { } flaw) return Text(flaw);
        }
        foreach (var t in Points.SkipLast(1))
        {
            // The quadrature takes functions of one sign.
            var shift = hasSign ? 0 : 1 + (2 * Enumerable.Range(0, 9).Max(k => Math.Abs(slope(t + (k * Step / 8)))));
            var (rise, integral) = (value(t + Step) - value(t), Quadrature.Integrate(u => slope(u) + shift, t, t + Step, 1e-9) - (shift * Step));
            // What the difference loses to the size of the function is no flaw, nor that ln(1 + e^−u) has the digits of 1 where it is small.
            var allowed = (Tolerance * Math.Max(Math.Max(Math.Abs(rise), Math.Abs(integral)), 1e-3 * shift * Step))
                + (1e-12 * Math.Abs(value(t))) + (1e-15 * Math.Abs(value(0)));
            if (!(Math.Abs(rise - integral) <= allowed))
            {
                FormattableString where = $"from {name} = {t:g6} to {t + Step:g6} it changes by {rise:g6}, ";
                return $"and its slope disagree: {Text(where)}{Text($"the integral of its slope is {integral:g6}")}";
            }
        }
        return null;
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
