using System.Globalization;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Storage;

/// <summary>Lines of a file of claims: first the holder, then what it takes and gives back, and while it lives dots and how far it is.</summary>
internal static class ClaimText
{
    public const char Taken = '+', Released = '-', Done = '~';
    public const string Sign = ".", Exclusive = "exclusive";

    /// <summary>How much of a stage under way is done.</summary>
    public static string Progress(Digest key, double fraction) => FormattableString.Invariant($"{Done}{key.Hex} {fraction:0.####}\n");

    /// <summary>The inverse; null for any other line.</summary>
    public static (Digest Key, double Fraction)? Progress(string line) =>
        line.Split(' ') is [var front, var fraction]
            && Key(front, Done) is { } key
            && double.TryParse(fraction, CultureInfo.InvariantCulture, out var value) ? (key, value) : null;

    public static string Line(char sign, Digest key) => $"{sign}{key.Hex}\n";

    public static Digest? Key(string line, char sign)
    {
        if (line.Length != 65 || line[0] != sign) return null;
        try
        {
            return Digest.Parse(line[1..]);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
