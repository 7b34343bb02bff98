using System.Runtime.ExceptionServices;

namespace Pipelines.Model.Numerics.Kernels;

/// <summary>A few threads that stay together over many short rounds of work, each some microseconds long: <see cref="Chunks.Run"/> without its
/// start.</summary>
/// <remarks>
/// The one who calls works too and waits for nobody who has not begun, so a helper that the pool never starts costs nothing but its help. A helper
/// looks out for the next round for some tens of microseconds, then sleeps. Determinism: as for <see cref="Chunks"/>, which chunk runs where decides
/// nothing.
/// </remarks>
internal sealed class ThreadTeam : IDisposable
{
    /// <summary>Looks of at most a quarter of a microsecond each before one sleeps.</summary>
    private const int Patience = 400;

    private readonly SemaphoreSlim _wake = new(0);
    private Round? _round;
    private int _sleeping;
    private bool _isOver;

    /// <param name="threads">At most so many work, the caller included.</param>
    public ThreadTeam(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        Threads = threads;
#pragma warning disable RS0030 // The one permitted use of the pool: which chunk runs where decides nothing, see the class remarks.
        for (var helper = 1; helper < threads; helper++) ThreadPool.UnsafeQueueUserWorkItem(static team => team.Help(), this, preferLocal: false);
#pragma warning restore RS0030
    }

    /// <summary>The budget.</summary>
    public int Threads { get; }

    /// <summary>Runs <paramref name="body"/> once for every index in [0, count); returns when all have run.</summary>
    /// <exception cref="Exception">The first that a body threw; the other indices have run.</exception>
    public void Run(int count, Action<int> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (Threads == 1 || count <= 1)
        {
            for (var index = 0; index < count; index++) body(index);
            return;
        }
        var round = new Round(count, body);
        Interlocked.Exchange(ref _round, round);
        WakeAll();
        round.Work();
        round.Wait();
    }

    /// <summary>Lets the helpers go.</summary>
    public void Dispose()
    {
        Volatile.Write(ref _isOver, true);
        Interlocked.Exchange(ref _round, null);
        WakeAll();
    }

    private void WakeAll()
    {
        var sleeping = Interlocked.Exchange(ref _sleeping, 0);
        if (sleeping > 0) _wake.Release(sleeping);
    }

    private void Help()
    {
        Round? seen = null;
        while (!Volatile.Read(ref _isOver))
        {
            var round = Volatile.Read(ref _round);
            if (ReferenceEquals(round, seen)) AwaitChange(seen);
            else (seen = round)?.Work();
        }
    }

    private void AwaitChange(Round? seen)
    {
        var spin = default(SpinWait);
        for (var look = 0; look < Patience; look++)
        {
            if (!ReferenceEquals(Volatile.Read(ref _round), seen)) return;
            Look(ref spin);
        }
        // Whoever opens a round first shows it and then counts the sleepers, so either the round is seen here or this sleeper is counted there.
        Interlocked.Increment(ref _sleeping);
        if (ReferenceEquals(Volatile.Read(ref _round), seen) && !Volatile.Read(ref _isOver)) _wake.Wait();
    }

    /// <summary>A pause of the processor that gives the thread to nobody.</summary>
    private static void Look(ref SpinWait spin)
    {
        if (spin.NextSpinWillYield) spin.Reset();
        spin.SpinOnce();
    }

    /// <summary>One call of <see cref="Run"/>.</summary>
    private sealed class Round(int count, Action<int> body)
    {
        private int _next;
        private int _done;
        private ExceptionDispatchInfo? _failure;

        public void Work()
        {
            for (var index = Interlocked.Increment(ref _next) - 1; index < count; index = Interlocked.Increment(ref _next) - 1)
            {
                RunOne(index);
                Interlocked.Increment(ref _done);
            }
        }

        public void Wait()
        {
            var spin = default(SpinWait);
            for (var look = 0; Volatile.Read(ref _done) < count; look++)
            {
                if (look < Patience) Look(ref spin);
                else spin.SpinOnce(sleep1Threshold: -1);
            }
            _failure?.Throw();
        }

        private void RunOne(int index)
        {
#pragma warning disable CA1031 // Whatever a body throws, on whichever thread, is the caller's, who gets it from Wait.
            try
            {
                body(index);
            }
            catch (Exception exception)
            {
                Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(exception), null);
            }
#pragma warning restore CA1031
        }
    }
}
