namespace Pipelines.Pipeline.Storage;

/// <summary>Short locks between processes.</summary>
internal static class FileLock
{
    /// <summary>Waits for a lock; null when somebody else has it for longer than <paramref name="patience"/>.</summary>
    public static IDisposable? Take(IFileSystem files, string path, TimeSpan patience, TimeProvider time)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            if (files.TryLock(path) is { } held) return held;
            if (time.GetElapsedTime(start) > patience) return null;
            Thread.Sleep(1);
        }
    }
}
