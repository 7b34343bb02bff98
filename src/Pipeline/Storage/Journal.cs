using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Storage;

/// <summary>The record that makes a result finished: which artifact file holds it, how long it is and what its bytes hash to.</summary>
public sealed record JournalRecord(Digest Key, string Stage, long Length, Digest Content);

/// <summary>An append-only text file of checksummed records: a line that is torn or damaged is not there.</summary>
/// <remarks>Format: checksum (16 hex digits of SHA-256 of the rest), key, content digest, length, stage; separated by single spaces.</remarks>
public static class Journal
{
    /// <summary>Every intact record, the last one of a key winning.</summary>
    public static ImmutableDictionary<Digest, JournalRecord> Read(IFileSystem files, string path)
    {
        ArgumentNullException.ThrowIfNull(files);
        var records = ImmutableDictionary.CreateBuilder<Digest, JournalRecord>();
        if (!files.FileExists(path)) return records.ToImmutable();
        foreach (var line in Encoding.UTF8.GetString(files.ReadAllBytes(path)).Split('\n'))
        {
            if (Parse(line) is { } record) records[record.Key] = record;
        }
        return records.ToImmutable();
    }

    /// <summary>Appends a record and makes it durable.</summary>
    public static void Append(IFileSystem files, string path, JournalRecord record)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(record);
        var rest = string.Create(CultureInfo.InvariantCulture, $"{record.Key.Hex} {record.Content.Hex} {record.Length} {record.Stage}");
        using var stream = files.OpenAppend(path);

        // The leading line end closes a line that a crash may have torn.
        stream.Write(Encoding.UTF8.GetBytes($"\n{Checksum(rest)} {rest}\n"));
        files.Sync(stream);
    }

    private static JournalRecord? Parse(string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0 || !string.Equals(Checksum(line[(space + 1)..]), line[..space], StringComparison.Ordinal)) return null;
        var parts = line.Split(' ', 5);
        return parts.Length == 5 && long.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            ? new(Digest.Parse(parts[1]), parts[4], length, Digest.Parse(parts[2]))
            : null;
    }

    private static string Checksum(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
}
