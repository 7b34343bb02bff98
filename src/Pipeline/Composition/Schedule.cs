using System.Collections.Immutable;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Composition;

/// <summary>A stage whose inputs are all there.</summary>
internal sealed record ReadyStage(PlannedStage Stage, StageInputs Inputs)
{
    /// <summary>Ready stages that are advanced together with it.</summary>
    public ImmutableArray<ReadyStage> Companions { get; init; } = [];
}

/// <summary>Joins the stages of a plan by key: knows what is ready, admits it by memory, and drops values once nobody needs them.</summary>
/// <remarks>
/// Used by one reader at a time. Ready stages are taken in plan order, so that a data set's users come before the next data set. What another process
/// computes is set aside until its result is there (it is then read instead) or its holder is gone.
/// </remarks>
internal sealed class Schedule
{
    /// <summary>Stages that are advanced together at most: with more of them arithmetic takes the time, and reading is shared already.</summary>
    public const int MostTogether = 8;

    private readonly Dictionary<Digest, ScheduleEntry> _entries = [];
    private readonly ImmutableArray<PriorityQueue<ScheduleEntry, int>> _ready =
        [.. Enum.GetValues<StageRole>().Select(_ => new PriorityQueue<ScheduleEntry, int>())];
    private readonly Dictionary<Digest, StageFailure> _failures = [];
    private readonly List<ScheduleEntry> _elsewhere = [];
    private readonly StageLeases _leases;
    private readonly long _memoryLimit;
    private readonly int _mostUnderWay, _mostShort;
    private long _memory;
    private int _open, _companions;

    /// <param name="plan">The plan.</param>
    /// <param name="memoryLimit">Bytes for what is under way and for values that wait to be used.</param>
    /// <param name="mostUnderWay">Stages under way at most; those in company count once.</param>
    /// <param name="sharing">Who computes what.</param>
    /// <param name="mostShort">Short stages in company at most.</param>
    public Schedule(Plan plan, long memoryLimit, int mostUnderWay, IStageSharing sharing, int mostShort = MostTogether)
    {
        (_memoryLimit, _mostUnderWay, _mostShort) = (memoryLimit, mostUnderWay, mostShort);
        var needed = plan.ToRun.SelectMany(s => s.Node.Inputs).Select(n => n.Key).ToHashSet();
        var stages = plan.Stages.Where(s => s.Action == PlanAction.Run || needed.Contains(s.Node.Key)).ToList();
        _leases = new(stages.Where(s => s is { Action: PlanAction.Run, Node: TableNode }).Select(s => s.Node), sharing);
        foreach (var stage in stages)
        {
            // A stored result needs no inputs: it is read.
            ImmutableArray<ScheduleEntry> inputs =
                stage.Action == PlanAction.Run ? [.. stage.Node.Inputs.Select(n => _entries[n.Key]).Distinct()] : [];
            var entry = _entries[stage.Node.Key] = new(stage, _entries.Count, inputs);
            foreach (var input in inputs) (input.Users ??= []).Add(entry);
            if (inputs.IsEmpty) Enqueue(entry);
        }
        foreach (var entry in _entries.Values) entry.WaitingUsers = entry.Users?.Count ?? 0;
        _open = _entries.Count;
    }

    public int UnderWay { get; private set; }

    public bool IsFinished => _open == 0;

    /// <summary>Bytes of what is under way and of the values that wait to be used, as estimated; may be read from any thread.</summary>
    public long Memory => Volatile.Read(ref _memory);

    /// <summary>Something is set aside because another process computes it.</summary>
    public bool IsWaiting => _elsewhere.Count > 0;

    /// <summary>What is set aside.</summary>
    public IEnumerable<Digest> Elsewhere => _elsewhere.Select(e => e.Key);

    public IReadOnlyDictionary<Digest, StageFailure> Failures => _failures;

    /// <summary>Stages that failed themselves, not those that these block.</summary>
    public int Failed { get; private set; }

    /// <summary>The next stage to start, or null when none is ready or fits.</summary>
    public ReadyStage? TakeReady()
    {
        while (UnderWay - _companions < _mostUnderWay && FirstReady() is { } ready)
        {
            var entry = ready.Dequeue();
            if (entry.IsClosed || entry.IsUnderWay) continue;
            var isOurs = LeaseOf(entry) == Lease.Ours;
            if (isOurs && (UnderWay == 0 || _memory + entry.Memory <= _memoryLimit)) return TakeWithCompanions(entry);
            if (isOurs)
            {
                Enqueue(entry);
                return null;
            }
            if (!entry.IsClosed) _elsewhere.Add(entry);
        }
        return null;
    }

    /// <summary>Looks again at what other processes compute.</summary>
    public void Reconsider()
    {
        _leases.Forget();
        foreach (var entry in _elsewhere) Enqueue(entry);
        _elsewhere.Clear();
    }

    /// <summary>Takes back a stage that ended and releases what only it was using.</summary>
    public void End(PlannedStage stage, StageOutcome outcome)
    {
        var entry = _entries[stage.Node.Key];
        if (entry.IsCompanion) _companions--;
        UnderWay--;
        (entry.IsUnderWay, entry.IsCompanion) = (false, false);
        switch (outcome)
        {
            case StageOutcome.Done done:
                Finish(entry, done.Result);
                break;
            case StageOutcome.Failed failed:
                Failed++;
                Fail(entry, failed.Failure);
                break;
            default:
                _memory -= entry.Memory;
                break;
        }
    }

    private void Enqueue(ScheduleEntry entry) => _ready[(int)entry.Stage.Node.Stage.Role].Enqueue(entry, entry.Order);

    /// <summary>The queue whose first stage comes first in the plan.</summary>
    private PriorityQueue<ScheduleEntry, int>? FirstReady()
    {
        PriorityQueue<ScheduleEntry, int>? first = null;
        foreach (var queue in _ready)
        {
            if (queue.Count > 0 && (first is null || queue.Peek().Order < first.Peek().Order)) first = queue;
        }
        return first;
    }

    /// <summary>Takes the stage and the ready ones that are best advanced together with it, as far as they fit.</summary>
    private ReadyStage TakeWithCompanions(ScheduleEntry entry)
    {
        var first = Take(entry);
        if (entry.Stage.Node is TableNode { SharedInput: { } shared } && entry.Runs) return WithSharers(first, entry, shared);
        return entry.IsShort ? WithShort(first, entry) : first;
    }

    private ReadyStage WithSharers(ReadyStage first, ScheduleEntry entry, ValueNode shared)
    {
        var companions = ImmutableArray.CreateBuilder<ReadyStage>();
        foreach (var user in _entries[shared.Key].Users!)
        {
            if (companions.Count + 1 == MostTogether) break;
            if (user.Stage.Node is TableNode node && node.Stage == entry.Stage.Node.Stage && node.SharedInput?.Key == shared.Key
                && user.MissingInputs == 0 && IsCompanion(user)) companions.Add(TakeAlong(user));
        }
        return first with { Companions = companions.ToImmutable() };
    }

    /// <summary>The next short stages of its role; few enough for every thread to have some.</summary>
    private ReadyStage WithShort(ReadyStage first, ScheduleEntry entry)
    {
        var queue = _ready[(int)entry.Stage.Node.Stage.Role];
        var most = Math.Min(_mostShort - 1, queue.Count / _mostUnderWay);
        if (most <= 0) return first;
        var companions = ImmutableArray.CreateBuilder<ReadyStage>(most);
        while (companions.Count < most && queue.TryPeek(out var next, out _) && next.IsShort && IsCompanion(next))
        {
            queue.Dequeue();
            companions.Add(TakeAlong(next));
        }
        return first with { Companions = companions.ToImmutable() };
    }

    private bool IsCompanion(ScheduleEntry entry) =>
        entry.Runs && !entry.IsClosed && !entry.IsUnderWay && _memory + entry.Memory <= _memoryLimit && LeaseOf(entry) == Lease.Ours && entry.Runs;

    private ReadyStage TakeAlong(ScheduleEntry entry)
    {
        entry.IsCompanion = true;
        _companions++;
        return Take(entry);
    }

    private ReadyStage Take(ScheduleEntry entry)
    {
        entry.IsUnderWay = true;
        UnderWay++;
        _memory += entry.Memory;
        return new(
            entry.Stage, entry.Inputs.IsEmpty ? StageInputs.None : new(entry.Inputs.ToImmutableDictionary(i => i.Key, i => i.Result!)));
    }

    /// <summary>A value is worth computing where one of its users is ours; what turned out to be stored is read.</summary>
    private Lease LeaseOf(ScheduleEntry entry)
    {
        if (!entry.Runs) return Lease.Ours;
        if (entry.Stage.Node is ValueNode)
        {
            var isOurs = false;
            foreach (var user in entry.Users!.Where(u => !u.IsClosed)) isOurs |= LeaseOf(user) == Lease.Ours && user.Runs;
            return isOurs ? Lease.Ours : Lease.Elsewhere;
        }
        var lease = _leases.Of(entry.Key);
        if (lease != Lease.Stored) return lease;
        Adopt(entry);
        return Lease.Ours;
    }

    /// <summary>Another process has finished the stage: its result is read, and what only this stage needed is not needed any more.</summary>
    private void Adopt(ScheduleEntry entry)
    {
        ReleaseInputs(entry);
        (entry.Stage, entry.Inputs) = (entry.Stage with { Action = PlanAction.Reuse }, []);
        if (entry.MissingInputs == 0) return;
        entry.MissingInputs = 0;
        Enqueue(entry);
    }

    private void Finish(ScheduleEntry entry, object result)
    {
        Close(entry);
        if (entry.WaitingUsers == 0)
        {
            _memory -= entry.Memory;
            return;
        }
        entry.Result = result;
        foreach (var user in entry.Users!)
        {
            if (user.IsClosed || user.MissingInputs == 0) continue;
            if (--user.MissingInputs == 0) Enqueue(user);
        }
    }

    private void Fail(ScheduleEntry entry, StageFailure failure)
    {
        _memory -= entry.Memory;
        _failures[entry.Key] = failure;
        Close(entry);
        var blocked = new StageFailure.Blocked(entry.Stage.Node.Stage.Name, failure is StageFailure.Blocked b ? b.Cause : failure);
        foreach (var user in entry.Users ?? [])
        {
            if (user.IsClosed || !user.Runs) continue;
            _memory += user.Memory;
            Fail(user, failure is StageFailure.Blocked upstream ? upstream : blocked);
        }
    }

    /// <summary>One stage fewer is open, and its inputs have one user fewer.</summary>
    private void Close(ScheduleEntry entry)
    {
        if (entry.IsClosed) return;
        entry.IsClosed = true;
        _open--;
        ReleaseInputs(entry);
    }

    private void ReleaseInputs(ScheduleEntry entry)
    {
        foreach (var input in entry.Inputs)
        {
            if (--input.WaitingUsers > 0) continue;
            if (input.Result is not null)
            {
                input.Result = null;
                _memory -= input.Memory;
            }
            else if (IsOnlyInput(input)) Close(input);
        }
    }

    /// <summary>A value, or a stored result, that is neither finished nor under way, and that nobody waits for any more.</summary>
    private static bool IsOnlyInput(ScheduleEntry entry) => !entry.IsClosed && !entry.IsUnderWay && (entry.Stage.Node is ValueNode || !entry.Runs);
}
