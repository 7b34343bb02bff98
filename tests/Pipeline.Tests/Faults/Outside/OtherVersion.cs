using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Pipelines.Pipeline.Tests.Faults.Outside;

/// <summary>Files of the tool as another version of it, or somebody who knows the formats, would write them: sealed rightly.</summary>
internal static class OtherVersion
{
    private const int MagicLength = 8;

    /// <summary>A sealed file whose first bytes name another format; null for other kinds of files.</summary>
    public static byte[]? Sealed(byte[] bytes)
    {
        var content = bytes.Length - SHA256.HashSizeInBytes;
        if (content < MagicLength || !SHA256.HashData(bytes.AsSpan(0, content)).AsSpan().SequenceEqual(bytes.AsSpan(content))) return null;
        var other = bytes[..content];
        other[MagicLength - 1]++;
        return [.. other, .. SHA256.HashData(other)];
    }

    /// <summary>A journal with an entry of a kind that nobody here knows.</summary>
    public static byte[] Journal(byte[] bytes) =>
        [.. bytes, .. Encoding.ASCII.GetBytes(Line("moved segments/a.segment 12 segments/b.segment 40") + "\n")];

    /// <summary>A journal in which two results stand under each other's keys.</summary>
    public static byte[] Crafted(byte[] bytes)
    {
        var lines = Encoding.UTF8.GetString(bytes).Split('\n').Select(l => l.Split(' ')).ToArray();
        var finished = lines.Where(l => l.Length > 8 && l[1] == "finished").ToArray();
        if (finished.Length < 2) return bytes;
        var (one, other) = (finished[0], finished.LastOrDefault(l => l[^1] == finished[0][^1] && l != finished[0]) ?? finished[^1]);
        (one[2], other[2]) = (other[2], one[2]);
        foreach (var line in (string[][])[one, other]) line[0] = Line(string.Join(' ', line.Skip(1)))[..16];
        return Encoding.UTF8.GetBytes(string.Join('\n', lines.Select(l => string.Join(' ', l))));
    }

    /// <summary>A manifest of another tool.</summary>
    public static byte[] Manifest(byte[] bytes) =>
        Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes).Replace("\"tool\": \"", "\"tool\": \"9.", StringComparison.Ordinal));

    private static string Line(string rest) => string.Create(
        CultureInfo.InvariantCulture, $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(rest)).AsSpan(0, 8))} {rest}");
}
