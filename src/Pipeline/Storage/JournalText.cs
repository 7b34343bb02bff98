using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Storage;

/// <summary>One line of text for one entry of a journal; a line that is torn or damaged is no entry.</summary>
/// <remarks>
/// <c>checksum finished key content file offset length version whole|failure stage</c> or <c>checksum dropped file offset</c>, separated by single
/// spaces; the checksum is the first 16 hexadecimal digits of the SHA-256 of the rest of the line.
/// </remarks>
internal static class JournalText
{
    private const int ChecksumLength = 16;
    private const string Whole = "whole", Failure = "failure";

    public static byte[] Format(JournalEntry entry)
    {
        var rest = entry.Match(
            finished: f => string.Create(
                CultureInfo.InvariantCulture,
                $"finished {f.Record.Key.Hex} {f.Record.Content.Hex} {f.Record.Place.File} {f.Record.Place.Offset} {f.Record.Place.Length} "
                    + $"{f.Record.Version} {(f.Record.IsFailure ? Failure : Whole)} {f.Record.Stage}"),

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
            : kind.SequenceEqual("dropped"u8) ? Dropped(rest, intern)
            : null;
    }

    private static JournalEntry.Dropped? Dropped(ReadOnlySpan<byte> rest, Func<string, string> intern) =>
        File(ref rest, intern) is { } file && Number(ref rest) is { } offset ? new(file, offset) : null;

    /// <summary>A checksum is no seal: whatever a line says must be possible.</summary>
    private static JournalEntry.Finished? Finished(ReadOnlySpan<byte> rest, Func<string, string> intern)
    {
        if (DigestOf(ref rest) is not { } key || DigestOf(ref rest) is not { } content || File(ref rest, intern) is not { } file) return null;
        if (Number(ref rest) is not { } offset || Number(ref rest) is not { } length || Number(ref rest) is not ({ } version and <= int.MaxValue))
            return null;
        var word = Word(ref rest);
        var isFailure = word.SequenceEqual("failure"u8);
        if (!isFailure && !word.SequenceEqual("whole"u8)) return null;
        return new(new(key, content, new(file, offset, length), intern(Encoding.UTF8.GetString(rest)), (int)version, isFailure));
    }

    private static Digest? DigestOf(ref ReadOnlySpan<byte> rest)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        return Convert.FromHexString(Word(ref rest), hash, out _, out var written) == OperationStatus.Done
            && written == hash.Length ? Digest.FromHash(hash) : null;
    }

    private static string? File(ref ReadOnlySpan<byte> rest, Func<string, string> intern)
    {
        var file = intern(Encoding.UTF8.GetString(Word(ref rest)));
        return StoreNames.IsPlace(file) ? file : null;
    }

    private static long? Number(ref ReadOnlySpan<byte> rest)
    {
        var word = Word(ref rest);
        return Utf8Parser.TryParse(word, out long number, out var read) && read == word.Length && number is >= 0 and <= long.MaxValue / 2
            ? number
            : null;
    }

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

/// <summary>A line of a journal: a finished result, or the news that what lies somewhere is not to be trusted.</summary>
internal abstract record JournalEntry
{
    private JournalEntry() { }

    public sealed record Finished(StoreRecord Record) : JournalEntry;

    /// <param name="File">Name within the store.</param>
    /// <param name="Offset">Where the damaged result, or the damaged line, begins.</param>
    public sealed record Dropped(string File, long Offset) : JournalEntry;

    public T Match<T>(Func<Finished, T> finished, Func<Dropped, T> dropped)
    {
        ArgumentNullException.ThrowIfNull(finished);
        ArgumentNullException.ThrowIfNull(dropped);
        return this switch
        {
            Finished e => finished(e),
            Dropped e => dropped(e),
            _ => throw new UnreachableException(),
        };
    }
}
