namespace Pipelines.Pipeline.Cluster;

/// <summary>Waits for files that another machine wrote: a shared folder may show them half a minute late.</summary>
/// <param name="patience">How long.</param>
/// <param name="time">The clock.</param>
/// <param name="cancellation">Ends the waiting.</param>
internal sealed class LateFiles(TimeSpan patience, TimeProvider time, CancellationToken cancellation)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>What is found, or null when it was not there in time.</summary>
    public T? WaitFor<T>(Func<T?> find)
        where T : class
    {
        var start = time.GetTimestamp();
        while (true)
        {
            if (find() is { } found) return found;
            if (time.GetElapsedTime(start) >= patience || cancellation.WaitHandle.WaitOne(Interval)) return null;
        }
    }
}
