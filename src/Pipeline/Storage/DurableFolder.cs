namespace Pipelines.Pipeline.Storage;

/// <summary>Folders that a crash does not take away again, and with them what is in them.</summary>
internal static class DurableFolder
{
    /// <summary>Creates a folder and finds out now, not hours later, whether files can be written there.</summary>
    /// <exception cref="IOException">They cannot; or <see cref="UnauthorizedAccessException"/>.</exception>
    public static void RequireWritable(IFileSystem files, string path)
    {
        Create(files, path);
        var probe = Path.Combine(path, $"writable.{Environment.ProcessId}-{Guid.NewGuid():N}{AtomicFile.TemporarySuffix}");
        files.CreateNew(probe).Dispose();

        // A run that writes its results there may have removed it as a leftover meanwhile.
        if (files.FileExists(probe)) files.DeleteFile(probe);
    }

    /// <summary>Creates a folder and makes its entry, and that of its parent, durable: the two levels that this tool creates at a time.</summary>
    public static void Create(IFileSystem files, string path)
    {
        var full = Path.GetFullPath(path);
        files.CreateFolder(full);
        for (var (parent, level) = (Path.GetDirectoryName(full), 0); parent is not null && level < 2; parent = Path.GetDirectoryName(parent), level++)
        {
            files.SyncFolder(parent);
        }
    }
}
