using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Storage.Files;

/// <summary>Files that are either absent or complete: temporary name, content, fsync, rename, fsync of the folder.</summary>
internal static partial class AtomicFile
{
    public const string TemporarySuffix = ".tmp";

    /// <summary>Writes a file.</summary>
    /// <returns>The digest of what was written, taken on the way: of nothing that somebody put there since.</returns>
    public static async Task<Digest> WriteAsync(IFileSystem files, string path, Func<Stream, Task> write)
    {
        using var prepared = await PrepareAsync(files, path, write).ConfigureAwait(false);
        Put(files, [prepared]);
        return prepared.Content;
    }

    /// <summary>Writes a file under a temporary name, from which <see cref="Put"/> brings it into its place.</summary>
    public static async Task<PreparedFile> PrepareAsync(IFileSystem files, string path, Func<Stream, Task> write)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(write);
        DurableFolder.Create(files, Path.GetDirectoryName(Path.GetFullPath(path))!);
        var temporary = $"{path}.{Environment.ProcessId}-{Guid.NewGuid():N}{TemporarySuffix}";
        try
        {
            var stream = files.CreateNew(temporary);
            await using (stream.ConfigureAwait(false))
            {
                using var hashed = new HashingStream(stream);
                await write(hashed).ConfigureAwait(false);
                files.Sync(stream);
                return new(files, temporary, path, hashed.Digest());
            }
        }
        catch
        {
            Remove(files, temporary);
            throw;
        }
    }

    /// <summary>Gives files their names, for good.</summary>
    public static void Put(IFileSystem files, IReadOnlyList<PreparedFile> prepared)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(prepared);
        foreach (var file in prepared) file.Rename();
        foreach (var folder in prepared.Select(p => Path.GetDirectoryName(Path.GetFullPath(p.Path))!).Distinct(StringComparer.Ordinal))
            files.SyncFolder(folder);
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

    /// <summary>Gives a folder or somebody's file in the place of a file of ours another name.</summary>
    public static void MoveAside(IFileSystem files, string path)
    {
        ArgumentNullException.ThrowIfNull(files);
        var aside = $"{path}.moved-{Guid.NewGuid().ToString("N")[..8]}";
        if (files.FolderExists(path)) files.MoveFolder(path, aside);
        else files.Rename(path, aside);
    }

    /// <summary>The error that led here is the one to report, not one of cleaning up after it.</summary>
    internal static void Remove(IFileSystem files, string temporary)
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

/// <summary>A file whose content is durable, under a temporary name. Disposing removes it where it got no other.</summary>
/// <param name="files">The file system.</param>
/// <param name="temporary">Its name now.</param>
/// <param name="path">Its place.</param>
/// <param name="content">Digest of its bytes.</param>
internal sealed class PreparedFile(IFileSystem files, string temporary, string path, Digest content) : IDisposable
{
    private bool _isThere;

    public string Path => path;

    public Digest Content => content;

    /// <summary>Somebody's folder under the name of our file is kept, with all that is in it.</summary>
    public void Rename()
    {
        if (files.FolderExists(path)) AtomicFile.MoveAside(files, path);
        files.Rename(temporary, path);
        _isThere = true;
    }

    public void Dispose()
    {
        if (!_isThere) AtomicFile.Remove(files, temporary);
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
