using System.Globalization;

namespace Pipelines.Pipeline.Figures.Drawing;

/// <summary>A colour of the screen, or ink: black on paper, light on a dark page.</summary>
internal readonly record struct Colour(byte Red, byte Green, byte Blue, bool IsInk = false)
{
    public static Colour Ink { get; } = new(0, 0, 0, IsInk: true);

    /// <summary>Reads <c>#rrggbb</c>.</summary>
    public static Colour Of(string hex)
    {
        var value = uint.Parse(hex.AsSpan(1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return new((byte)(value >> 16), (byte)(value >> 8), (byte)value);
    }

    /// <summary>The colour between two, at a share of the way.</summary>
    public static Colour Between(Colour from, Colour to, double share)
    {
        byte Mix(byte a, byte b) => (byte)Math.Floor(a + ((b - a) * share) + 0.5);
        return new(Mix(from.Red, to.Red), Mix(from.Green, to.Green), Mix(from.Blue, to.Blue));
    }

    /// <summary><c>#rrggbb</c>.</summary>
    public override string ToString() => $"#{Red:x2}{Green:x2}{Blue:x2}";
}
