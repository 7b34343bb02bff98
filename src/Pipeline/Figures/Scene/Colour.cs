using System.Collections.Immutable;
using System.Globalization;

namespace Pipelines.Pipeline.Figures.Scene;

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

    /// <summary>A grey in the order of lightness (ITU-R BT.709 weights): that of white is as pale as paper lets through, so that the many curves
    /// of one scale stay apart up to its pale end.</summary>
    public Colour Grey()
    {
        if (IsInk) return this;
        const double Palest = 170;
        var lightness = ((0.2126 * Red) + (0.7152 * Green) + (0.0722 * Blue)) / 255;
        var grey = (byte)Math.Floor((Palest * lightness) + 0.5);
        return new(grey, grey, grey);
    }

    /// <summary><c>#rrggbb</c>.</summary>
    public override string ToString() => $"#{Red:x2}{Green:x2}{Blue:x2}";
}

/// <summary>Names of colours; each differs from the others with every kind of colour vision.</summary>
internal enum ColourName
{
    Black,
    Blue,
    Red,
    Green,
    Pink,
    Orange,
    Sky,
    Gray,
}

/// <summary>From numbers to colours, with the label of the bar that explains it.</summary>
internal sealed record ColourScale(string Label, Scale Scale)
{
    /// <summary>Shades of grey, dark ones for large values.</summary>
    public bool IsGrey { get; init; }

    public Colour Of(double value) => At(Scale.Position(value));

    /// <summary>The colour of a position on the scale.</summary>
    public Colour At(double position) =>
        IsGrey && !double.IsNaN(position) ? Colour.Between(Lightest, Darkest, Math.Clamp(position, 0, 1)) : Palette.Uniform(position);

    /// <summary>Ends of the scale of greys.</summary>
    public static Colour Lightest { get; } = Colour.Of("#f0f0f0");

    public static Colour Darkest { get; } = Colour.Of("#202020");
}

/// <summary>The colours of figures.</summary>
internal static class Palette
{
    /// <summary>Okabe and Ito 2008, distinct with every kind of colour vision; without the yellow, which paper swallows.</summary>
    public static ImmutableArray<Colour> Distinct { get; } =
        [.. ((string[])["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"]).Select(Colour.Of)];

    public static Colour Gray { get; } = Colour.Of("#8a8a8a");

    public static Colour Of(ColourName name) => name switch
    {
        ColourName.Black => Colour.Ink,
        ColourName.Gray => Gray,
        _ => Distinct[name - ColourName.Blue],
    };

    /// <summary>Windows of checks that pass, and of those that do not.</summary>
    public static Colour Accepted { get; } = Colour.Of("#009e73");

    public static Colour Rejected { get; } = Colour.Of("#d55e00");

    // viridis (van der Walt and Smith 2015, CC0) at every tenth: perceptually uniform, monotone in lightness, read with every kind of colour vision.
    private static readonly ImmutableArray<Colour> Viridis =
        [.. ((string[])
        [
            "#440154", "#482475", "#414487", "#355f8d", "#2a788e", "#21918c", "#22a884", "#44bf70", "#7ad151", "#bddf26", "#fde725"
        ]).Select(Colour.Of)];

    /// <summary>A colour of the perceptually uniform scale; positions beyond [0, 1] have the colour of its end.</summary>
    public static Colour Uniform(double position)
    {
        if (double.IsNaN(position)) return Gray;
        var place = Math.Clamp(position, 0, 1) * (Viridis.Length - 1);
        var lower = Math.Min((int)place, Viridis.Length - 2);
        return Colour.Between(Viridis[lower], Viridis[lower + 1], place - lower);
    }

    /// <summary>The colour of one curve among several: distinct ones for few, an ordered scale for many, without its ends: the palest is lost on
    /// paper, the darkest on a dark page.</summary>
    public static Colour OfCurve(int index, int count) =>
        count <= Distinct.Length ? Distinct[index % Distinct.Length] : Uniform(0.25 + (0.65 * index / (count - 1)));
}
