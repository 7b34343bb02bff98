using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Storage;

/// <summary>Files that are either absent or complete: temporary name, content, fsync, rename, fsync of the folder.</summary>
internal static partial class AtomicFile
{
    public const string TemporarySuffix = ".tmp";

    /// <summary>Writes a file.</summary>
    /// <returns>The digest of what was written, taken on the way: of nothing that somebody put there since.</returns>
    public static async Task<Digest> WriteAsync(IFileSystem files, string path, Func<Stream, Task> write)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(write);
        var temporary = Begin(files, path);
        try
        {
            Digest digest;
            var stream = files.CreateNew(temporary);
            await using (stream.ConfigureAwait(false))
            {
                using var hashed = new HashingStream(stream);
                await write(hashed).ConfigureAwait(false);
                files.Sync(stream);
                digest = hashed.Digest();
            }
            Finish(files, temporary, path);
            return digest;
        }
        catch
        {
            Remove(files, temporary);
            throw;
        }
    }

    public static Digest Write(IFileSystem files, string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        return WriteAsync(files, path, stream =>
        {
            write(stream);
            return Task.CompletedTask;
        }).GetAwaiter().GetResult();
    }

    /// <summary>Copies a file, in pieces.</summary>
    public static void Copy(IFileSystem files, string from, string to)
    {
        ArgumentNullException.ThrowIfNull(files);
        using var source = files.OpenRead(from);
        Write(files, to, source.CopyTo);
    }

    /// <summary>Removes what crashed writers left in a folder that nobody else writes to now.</summary>
    public static void RemoveTemporary(IFileSystem files, string folder)
    {
        ArgumentNullException.ThrowIfNull(files);
        foreach (var name in files.ListFiles(folder).Where(IsTemporary)) files.DeleteFile(Path.Combine(folder, name));
    }

    /// <summary>The name is one that only <see cref="WriteAsync"/> gives: a user's own files may end alike.</summary>
    public static bool IsTemporary(string name) => Temporary().IsMatch(name);

    [GeneratedRegex(@"\.[0-9]+-[0-9a-f]{32}\.tmp\z", RegexOptions.CultureInvariant)]
    private static partial Regex Temporary();

    /// <summary>Gives a folder in the place of a file of ours another name.</summary>
    public static void MoveAside(IFileSystem files, string path)
    {
        ArgumentNullException.ThrowIfNull(files);
        files.MoveFolder(path, $"{path}.moved-{Guid.NewGuid().ToString("N")[..8]}");
    }

    private static string Begin(IFileSystem files, string path)
    {
        DurableFolder.Create(files, Path.GetDirectoryName(Path.GetFullPath(path))!);
        return $"{path}.{Environment.ProcessId}-{Guid.NewGuid():N}{TemporarySuffix}";
    }

    private static void Finish(IFileSystem files, string temporary, string path)
    {
        // Somebody's folder under the name of our file is kept, with all that is in it.
        if (files.FolderExists(path)) MoveAside(files, path);
        files.Rename(temporary, path);
        files.SyncFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>The error that led here is the one to report, not one of cleaning up after it.</summary>
    private static void Remove(IFileSystem files, string temporary)
    {
        try
        {
            if (files.FileExists(temporary)) files.DeleteFile(temporary);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }
}

/// <summary>Passes what is written on, and hashes it.</summary>
internal sealed class HashingStream(Stream output) : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _length;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    /// <summary>Bytes so far.</summary>
    public override long Length => _length;

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>SHA-256 of everything so far.</summary>
    public Digest Digest() => Stages.Digest.FromHash(_hash.GetCurrentHash());

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        output.Write(buffer);
        _hash.AppendData(buffer);
        _length += buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void WriteByte(byte value) => Write([value]);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await output.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        _hash.AppendData(buffer.Span);
        _length += buffer.Length;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Nothing: whoever owns the file makes it durable at the end.</summary>
    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) _hash.Dispose();
        base.Dispose(disposing);
    }
}
