using System.Buffers;
using System.Text;
using System.Text.Unicode;

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

/// <summary>Bytes to text, refusing everything that would make lines and columns, or what a reader sees, ambiguous.</summary>
internal static class SourceDecoder
{
    private static readonly SearchValues<char> LineEnds = SearchValues.Create('\n', '\r');

    /// <summary>The text, or null after an error.</summary>
    public static SourceText? Decode(string name, ReadOnlySpan<byte> bytes, ConfigErrors errors)
    {
        if (Refusal(bytes) is { } refusal)
        {
            errors.Add(new(new SourceText(name, "", false), 1, 1), refusal.Message, fix: refusal.Fix);
            return null;
        }
        if (bytes.StartsWith<byte>([0xEF, 0xBB, 0xBF])) bytes = bytes[3..];
        if (!Utf8.IsValid(bytes))
        {
            var before = new char[bytes.Length];
            Utf8.ToUtf16(bytes, before, out _, out var written, replaceInvalidSequences: false);
            errors.Add(new SourceText(name, new string(
                before, 0, written), false).LocationAt(written), "The bytes here are not valid UTF-8.", fix: "save the file as UTF-8");
            return null;
        }
        var source = new SourceText(name, Encoding.UTF8.GetString(bytes), false);
        return HasUnsafe(source, errors) || HasTabIndent(source, errors) || HasOddIndent(source, errors) ? null : source;
    }

    private static (string Message, string Fix)? Refusal(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > ExperimentText.MaximumBytes)
            return (
                $"The file is larger than {ExperimentText.MaximumBytes >> 20} MiB, the most that an experiment file may have.",
                "give data as a file of its own and name it in the experiment");
        if (bytes.StartsWith<byte>([0xFF, 0xFE]) || bytes.StartsWith<byte>([0xFE, 0xFF]))
            return ("The file is UTF-16 or UTF-32, not UTF-8.", "save the file as UTF-8");
        return null;
    }

    private static bool HasUnsafe(SourceText source, ConfigErrors errors)
    {
        // A carriage return ends a line here, and is unsafe only as an escape within a text.
        var at = UnsafeCharacters.IndexIn(source.Text.Replace('\r', '\n'));
        if (at < 0) return false;
        var fix = source.Text[at] == '\0' ? "save the file as UTF-8 text" : "delete it";
        errors.Add(source.LocationAt(at), $"{UnsafeCharacters.Name(source.Text, at)} cannot stand in an experiment file.", fix: fix);
        return true;
    }

    // YAML takes such a character for the first letter of a word.
    private static bool HasOddIndent(SourceText source, ConfigErrors errors)
    {
        var text = source.Text.AsSpan();
        for (var start = 0; SpaceLookalikes.IndexIn(text[start..]) is >= 0 and var next; start += next + 1)
        {
            var at = start + next;
            if (!text[(text[..at].LastIndexOfAny(LineEnds) + 1)..at].IsWhiteSpace()) continue;
            errors.Add(
                source.LocationAt(at), $"The character U+{(int)text[at]:X4} looks like a space and cannot indent a line.",
                fix: "indent with plain spaces");
            return true;
        }
        return false;
    }

    // YAML forbids tabs as indentation, but parsers notice late and point elsewhere.
    private static bool HasTabIndent(SourceText source, ConfigErrors errors)
    {
        var text = source.Text.AsSpan();
        for (var start = 0; ;)
        {
            var tab = text[start..].IndexOf('\t');
            if (tab < 0) return false;
            tab += start;
            var lineStart = start + text[start..tab].LastIndexOfAny(LineEnds) + 1;
            var end = text[tab..].IndexOfAny(LineEnds);
            end = end < 0 ? text.Length : tab + end;
            if (text[lineStart..tab].IndexOfAnyExcept(' ') < 0 && !text[tab..end].IsWhiteSpace())
            {
                errors.Add(source.LocationAt(tab), "A tab cannot indent a line.", fix: "indent with spaces");
                return true;
            }
            start = end;
        }
    }
}
