using System.Globalization;

namespace Pipelines.Pipeline.Figures.Drawing;

/// <summary>A number as people write it, as a formula: powers of ten as such.</summary>
internal static class NumberText
{
    public static string Of(double value)
    {
        if (value == 0 || !double.IsFinite(value)) return value.ToString(CultureInfo.InvariantCulture);
        var exponent = Ticks.Exponent(Math.Abs(value));
        if (exponent is >= -2 and < 4) return value.ToString("G4", CultureInfo.InvariantCulture);
        var digits = (value / Ticks.Decimal(1, exponent)).ToString("0.###", CultureInfo.InvariantCulture);
        return digits == "1" ? $"10^{{{exponent}}}" : $"{digits}\\times10^{{{exponent}}}";
    }
}
