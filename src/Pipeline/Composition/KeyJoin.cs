using System.Collections.Immutable;
using System.Diagnostics;
using System.Threading.Tasks.Dataflow;
using Pipelines.Pipeline.Storage;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Composition;

/// <summary>The block that joins stages by key: it offers every stage whose inputs are there and takes back every stage that ended.</summary>
/// <remarks>
/// One event is handled at a time, so the <see cref="Schedule"/> needs no lock. Every offered stage comes back as one event, so the schedule bounds
/// the number of items in all blocks together. The join completes when nothing is left to run, when a stopped run has no stage under way, or when the
/// run must wait for another process and does not want to.
/// </remarks>
internal sealed class KeyJoin
{
    /// <summary>How often to look whether other processes have finished what this one waits for.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    private readonly Schedule _schedule;
    private readonly ExecutionOptions _options;
    private readonly Func<Schedule, Holder?> _waitsFor;
    private readonly CancellationTokenSource _stop;
    private readonly BufferBlock<ReadyStage> _ready;
    private readonly ActionBlock<JoinEvent> _events;
    private bool _looksLater;

    /// <param name="schedule">What is ready; this block alone uses it.</param>
    /// <param name="options">Bounds of the run.</param>
    /// <param name="waitsFor">Names a process that computes what this run needs; null when it has just gone.</param>
    /// <param name="stop">Cancelled, it ends the run: nothing more is offered. The join cancels it after too many failures.</param>
    public KeyJoin(Schedule schedule, ExecutionOptions options, Func<Schedule, Holder?> waitsFor, CancellationTokenSource stop)
    {
        (_schedule, _options, _waitsFor, _stop) = (schedule, options, waitsFor, stop);
        _ready = new(new() { BoundedCapacity = options.MostUnderWay, EnsureOrdered = true });
        _events = new(HandleAsync, new() { BoundedCapacity = options.MostUnderWay, MaxDegreeOfParallelism = 1 });
        _events.Completion.ContinueWith(ended => ((IDataflowBlock)_ready).Fault(ended.Exception!), TaskContinuationOptions.OnlyOnFaulted);
    }

    /// <summary>Stages whose inputs are all there, in plan order.</summary>
    public ISourceBlock<ReadyStage> Ready => _ready;

    /// <summary>Takes what ended.</summary>
    public ITargetBlock<JoinEvent> Ended => _events;

    /// <summary>The process that the run did not want to wait for.</summary>
    public Holder? Locked { get; private set; }

    /// <summary>Offers the first stages, and from then on whatever each event makes ready.</summary>
    public void Start()
    {
        _stop.Token.Register(() => _events.SendAsync(new JoinEvent.Look()));
        _events.Post(new JoinEvent.Look());
    }

    private async Task HandleAsync(JoinEvent happened)
    {
        happened.Match<object?>(
            ended: e =>
            {
                foreach (var (stage, outcome) in e.Stages) _schedule.End(stage, outcome);
                return null;
            },
            look: _ =>
            {
                _looksLater = false;
                _schedule.Reconsider();
                return null;
            });
        if (_schedule.Failed >= _options.MaxFailures) await _stop.CancelAsync().ConfigureAwait(false);
        while (!_stop.IsCancellationRequested && _schedule.TakeReady() is { } stage)
        {
            // Sent, not posted: a stage may come back before the buffer has counted that it left.
            if (!await _ready.SendAsync(stage).ConfigureAwait(false)) throw new InvalidOperationException("The join takes no more stages.");
        }
        if (IsOver()) _ready.Complete();
        else if (_schedule.IsWaiting && !_looksLater) LookLater();
    }

    private bool IsOver()
    {
        if (_schedule.IsFinished) return true;
        if (_schedule.UnderWay > 0) return false;
        if (_stop.IsCancellationRequested || !_schedule.IsWaiting) return true;
        if (_waitsFor(_schedule) is not { } holder || _options.Waits) return false;
        Locked = holder;
        return true;
    }

    private void LookLater()
    {
        _looksLater = true;
        Task.Delay(Look).ContinueWith(_ => _events.SendAsync(new JoinEvent.Look()), TaskScheduler.Default);
    }
}

/// <summary>What the join reacts to.</summary>
internal abstract record JoinEvent
{
    private JoinEvent() { }

    /// <summary>Stages ended; their results, if they have any, are in the store.</summary>
    public sealed record Ended(ImmutableArray<(PlannedStage Stage, StageOutcome Outcome)> Stages) : JoinEvent;

    /// <summary>Something outside may have changed: another process has finished a stage, or the run is to stop.</summary>
    public sealed record Look : JoinEvent;

    public T Match<T>(Func<Ended, T> ended, Func<Look, T> look) => this switch
    {
        Ended e => ended(e),
        Look e => look(e),
        _ => throw new UnreachableException(),
    };
}

/// <summary>What became of a stage during a run.</summary>
internal abstract record StageOutcome
{
    private StageOutcome() { }

    /// <param name="Result">The value, or a table set.</param>
    public sealed record Done(object Result) : StageOutcome;

    public sealed record Failed(StageFailure Failure) : StageOutcome;

    /// <summary>The run was cancelled before the stage was finished.</summary>
    public sealed record Cancelled : StageOutcome;

    public T Match<T>(Func<Done, T> done, Func<Failed, T> failed, Func<Cancelled, T> cancelled) => this switch
    {
        Done o => done(o),
        Failed o => failed(o),
        Cancelled o => cancelled(o),
        _ => throw new UnreachableException(),
    };
}
