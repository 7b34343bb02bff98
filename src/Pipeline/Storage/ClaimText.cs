using Pipelines.Stages;

namespace Pipelines.Pipeline.Storage;

/// <summary>Lines of a file of claims: first the holder, then what it takes and gives back, and dots while it lives.</summary>
internal static class ClaimText
{
    public const char Taken = '+', Released = '-';
    public const string Sign = ".", Exclusive = "exclusive";

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
