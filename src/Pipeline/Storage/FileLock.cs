namespace Pipelines.Pipeline.Storage;

/// <summary>Short locks between processes.</summary>
internal static class FileLock
{
    /// <summary>Waits for a lock; null when somebody else has it for longer than <paramref name="patience"/>.</summary>
    public static IDisposable? Take(IFileSystem files, string path, TimeSpan patience, TimeProvider time)
    {
        // What is no file cannot be locked; whoever put it there keeps what is in it.
        if (files.IsLink(path)) files.DeleteFile(path);
        else if (files.FolderExists(path)) AtomicFile.MoveAside(files, path);
        var start = time.GetTimestamp();
        while (true)
        {
            if (files.TryLock(path) is { } held) return held;
            if (time.GetElapsedTime(start) > patience) return null;
            Thread.Sleep(1);
        }
    }
}
