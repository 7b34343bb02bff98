using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Storage;

/// <summary>One line of text for one entry of a journal; a line that is torn or damaged is no entry.</summary>
/// <remarks>
/// <c>checksum finished key content file offset length version whole|failure stage</c> or <c>checksum dropped file offset</c>, separated by single spaces; the checksum
/// is the first 16 hexadecimal digits of the SHA-256 of the rest of the line.
/// </remarks>
internal static class JournalText
{
    private const int ChecksumLength = 16;
    private const string Whole = "whole", Failure = "failure";

    public static byte[] Format(JournalEntry entry)
    {
        var rest = entry.Match(
            finished: f => FormattableString.Invariant(
                $"finished {f.Record.Key.Hex} {f.Record.Content.Hex} {f.Record.Place.File} {f.Record.Place.Offset} {f.Record.Place.Length} {f.Record.Version} {(f.Record.IsFailure ? Failure : Whole)} {f.Record.Stage}"),
            dropped: d => FormattableString.Invariant($"dropped {d.File} {d.Offset}"));
        var line = new byte[ChecksumLength + 1 + Encoding.UTF8.GetByteCount(rest) + 1];
        Encoding.UTF8.GetBytes(rest, line.AsSpan(ChecksumLength + 1));
        ChecksumInto(line.AsSpan(ChecksumLength + 1)[..^1], line);
        (line[ChecksumLength], line[^1]) = ((byte)' ', (byte)'\n');
        return line;
    }

    /// <summary>The entry of a line without its line end, or null.</summary>
    /// <param name="line">The bytes of the line.</param>
    /// <param name="intern">Gives equal names one text: a journal holds the same few names many times.</param>
    public static JournalEntry? Parse(ReadOnlySpan<byte> line, Func<string, string> intern)
    {
        Span<byte> checksum = stackalloc byte[ChecksumLength];
        if (line.Length <= ChecksumLength + 1 || line[ChecksumLength] != ' ') return null;
        var rest = line[(ChecksumLength + 1)..];
        ChecksumInto(rest, checksum);
        if (!line[..ChecksumLength].SequenceEqual(checksum)) return null;
        var kind = Word(ref rest);
        return kind.SequenceEqual("finished"u8) ? Finished(rest, intern)
            : kind.SequenceEqual("dropped"u8) ? new JournalEntry.Dropped(intern(Encoding.UTF8.GetString(Word(ref rest))), Number(ref rest))
            : null;
    }

    private static JournalEntry.Finished Finished(ReadOnlySpan<byte> rest, Func<string, string> intern)
    {
        var (key, content) = (DigestOf(ref rest), DigestOf(ref rest));
        var file = intern(Encoding.UTF8.GetString(Word(ref rest)));
        var (offset, length, version) = (Number(ref rest), Number(ref rest), (int)Number(ref rest));
        var isFailure = Word(ref rest).SequenceEqual("failure"u8);
        return new(new(key, content, new(file, offset, length), intern(Encoding.UTF8.GetString(rest)), version, isFailure));
    }

    private static Digest DigestOf(ref ReadOnlySpan<byte> rest)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Convert.FromHexString(Word(ref rest), hash, out _, out _);
        return Digest.FromHash(hash);
    }

    private static long Number(ref ReadOnlySpan<byte> rest) => Utf8Parser.TryParse(Word(ref rest), out long number, out _) ? number : 0;

    private static ReadOnlySpan<byte> Word(ref ReadOnlySpan<byte> rest)
    {
        var space = rest.IndexOf((byte)' ');
        var word = space < 0 ? rest : rest[..space];
        rest = space < 0 ? [] : rest[(space + 1)..];
        return word;
    }

    private static void ChecksumInto(ReadOnlySpan<byte> rest, Span<byte> text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(rest, hash);
        Convert.TryToHexStringLower(hash[..(ChecksumLength / 2)], text, out _);
    }
}
