namespace Pipelines.Pipeline.Figures.Drawing;

/// <summary>Finds the range that an axis must show.</summary>
internal static class DataRange
{
    private const double Padding = 0.04;

    /// <summary>The least range that holds every finite value (every positive one on a logarithmic axis), with a little air; a given end is
    /// kept.</summary>
    public static Scale Of(IEnumerable<double> values, bool isLogarithmic, double? from = null, double? to = null)
    {
        var (least, most) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values)
        {
            if (!double.IsFinite(value) || (isLogarithmic && value <= 0) || value < from || value > to) continue;
            (least, most) = (Math.Min(least, value), Math.Max(most, value));
        }
        if (least > most) (least, most) = from is { } low ? (low, to ?? (isLogarithmic ? low * 10 : low + 1)) : to is { } high ? (isLogarithmic
            ? high / 10
            : high - 1, high) : (isLogarithmic ? 1 : 0, isLogarithmic ? 10 : 1);
        var tight = Make(isLogarithmic, from ?? least, to ?? most);
        return Make(isLogarithmic, from ?? tight.Value(-Padding), to ?? tight.Value(1 + Padding));
    }

    private static Scale Make(bool isLogarithmic, double from, double to) =>
        isLogarithmic ? Scale.Logarithmic(from, Math.Min(to, 1e300)) : Scale.Linear(from, to);
}
