namespace Pipelines.Pipeline.Experiments;

/// <summary>Text to nodes: YAML as data only, within fixed limits, never an exception.</summary>
/// <remarks>
/// Only the event parser of YamlDotNet is used; tags, merge keys, repeated keys and several documents are refused, anchors and aliases are
/// resolved within a limit. On anything at all the answer comes within 100 ms and 64 MB.
/// </remarks>
internal static class ExperimentText
{
    /// <summary>Largest file.</summary>
    public const int MaximumBytes = 1 << 20;

    /// <summary>Most levels of nesting.</summary>
    public const int MaximumDepth = 64;

    /// <summary>Most nodes that aliases may stand for, all together; also the most anchors.</summary>
    public const int MaximumAliasedNodes = 1_000;

    /// <summary>Most keys and values written in one file; a longer list is a data file or a <c>lin</c> or <c>log</c> sweep.</summary>
    public const int MaximumNodes = 50_000;

    /// <summary>Reads a file's bytes.</summary>
    /// <param name="fileName">As the user gave it, for error messages.</param>
    /// <param name="bytes">The content; one byte beyond <see cref="MaximumBytes"/> is enough to be refused, so nobody need read further.</param>
    public static Checked<ConfigNode.Mapping> Parse(string fileName, ReadOnlySpan<byte> bytes)
    {
        var errors = new ConfigErrors();
        return errors.Else(Parse(fileName, bytes, errors));
    }

    /// <summary>Reads at most one byte more than <see cref="MaximumBytes"/>, which <see cref="Parse(string, ReadOnlySpan{byte})"/> then
    /// refuses.</summary>
    public static byte[] ReadWithin(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var buffer = new byte[64 << 10];
        var content = new MemoryStream();
        while (content.Length <= MaximumBytes)
        {
            var count = stream.Read(buffer, 0, (int)Math.Min(buffer.Length, MaximumBytes + 1 - content.Length));
            if (count == 0) break;
            content.Write(buffer, 0, count);
        }
        return content.ToArray();
    }

    /// <summary>What could be read; the errors say whether it is all.</summary>
    internal static ConfigNode.Mapping? Parse(string fileName, ReadOnlySpan<byte> bytes, ConfigErrors errors)
    {
        if (SourceDecoder.Decode(fileName, bytes, errors) is not { } source) return null;
        if (new YamlReader(source, source.Text, errors).Read() is not { } root) return null;
        if (root is ConfigNode.Mapping mapping) return mapping;
        var fix = root is ConfigNode.Scalar scalar && scalar.Text.Contains(':', StringComparison.Ordinal)
            ? "put a space after the colon: 'key: value'"
            : "begin with 'experiment: my-name'";
        errors.Add(root.Location, $"An experiment file begins with keys and values, not with {FlowText.Quote(root)}.", fix: fix);
        return null;
    }
}
