namespace Pipelines.Pipeline.Storage;

/// <summary>Files that are either absent or complete: temporary name, content, fsync, rename, fsync of the folder.</summary>
public static class AtomicFile
{
    public const string TemporarySuffix = ".tmp";

    public static async Task WriteAsync(IFileSystem files, string path, Func<Stream, Task> write)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(write);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        files.CreateFolder(folder);
        var temporary = $"{path}.{Environment.ProcessId}-{Guid.NewGuid():N}{TemporarySuffix}";
        try
        {
            var stream = files.CreateNew(temporary);
            await using (stream.ConfigureAwait(false))
            {
                await write(stream).ConfigureAwait(false);
                files.Sync(stream);
            }
            files.Rename(temporary, path);
            files.SyncFolder(folder);
        }
        catch
        {
            if (files.FileExists(temporary)) files.DeleteFile(temporary);
            throw;
        }
    }
}
