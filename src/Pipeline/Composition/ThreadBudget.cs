using System.Diagnostics;

namespace Pipelines.Pipeline.Composition;

/// <summary>The one budget of processor threads: parallel across stages when there are many, inside a stage when there is one.</summary>
internal sealed class ThreadBudget(int threads) : IDisposable
{
    private readonly SemaphoreSlim _free = new(threads);
    private int _waiting;

    /// <summary>Runs <paramref name="work"/> with one thread, and with the idle ones too while nobody waits for them.</summary>
    /// <returns>What it gave, and the time that it held threads, each of them counted.</returns>
    public async Task<(T Result, TimeSpan ThreadTime)> RunAsync<T>(Func<int, T> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        Interlocked.Increment(ref _waiting);
        await _free.WaitAsync().ConfigureAwait(false);
        Interlocked.Decrement(ref _waiting);
        var taken = 1;
        while (Volatile.Read(ref _waiting) == 0 && _free.Wait(0)) taken++;
        try
        {
            var start = Stopwatch.GetTimestamp();
            var result = work(taken);
            return (result, taken * Stopwatch.GetElapsedTime(start));
        }
        finally
        {
            _free.Release(taken);
        }
    }

    public void Dispose() => _free.Dispose();
}
