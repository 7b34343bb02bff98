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

    private readonly Dictionary<Digest, PlannedStage> _stages;
    private readonly Dictionary<Digest, List<Digest>> _users = [];
    private readonly Dictionary<Digest, int> _missingInputs = [];
    private readonly Dictionary<Digest, int> _waitingUsers = [];
    private readonly Dictionary<Digest, int> _order = [];
    private readonly PriorityQueue<Digest, int> _ready = new();
    private readonly Dictionary<Digest, object> _results = [];
    private readonly Dictionary<Digest, StageFailure> _failures = [];
    private readonly HashSet<Digest> _closed = [];
    private readonly HashSet<Digest> _underWay = [];
    private readonly HashSet<Digest> _companions = [];
    private readonly List<Digest> _elsewhere = [];
    private readonly StageLeases _leases;
    private readonly long _memoryLimit;
    private readonly int _mostUnderWay;
    private long _memory;
    private int _open;

    public Schedule(Plan plan, long memoryLimit, int mostUnderWay, IStageSharing sharing)
    {
        (_memoryLimit, _mostUnderWay) = (memoryLimit, mostUnderWay);
        var needed = plan.ToRun.SelectMany(s => s.Node.Inputs).Select(n => n.Key).ToHashSet();
        _stages = plan.Stages.Where(s => s.Action == PlanAction.Run || needed.Contains(s.Node.Key)).ToDictionary(s => s.Node.Key);
        _leases = new(_stages.Values.Where(s => s is { Action: PlanAction.Run, Node: TableNode }).Select(s => s.Node), sharing);
        foreach (var (key, stage) in _stages)
        {
            _order[key] = _order.Count;
            var inputs = InputsOf(stage);
            _missingInputs[key] = inputs.Count;
            foreach (var input in inputs)
            {
                if (!_users.TryGetValue(input, out var users)) _users[input] = users = [];
                users.Add(key);
                _waitingUsers[input] = users.Count;
            }
            if (inputs.Count == 0) _ready.Enqueue(key, _order[key]);
        }
        _open = _stages.Count;
    }

    public int UnderWay => _underWay.Count;

    public bool IsFinished => _open == 0;

    /// <summary>Bytes of what is under way and of the values that wait to be used, as estimated; may be read from any thread.</summary>
    public long Memory => Volatile.Read(ref _memory);

    /// <summary>Something is set aside because another process computes it.</summary>
    public bool IsWaiting => _elsewhere.Count > 0;

    /// <summary>What is set aside.</summary>
    public IReadOnlyCollection<Digest> Elsewhere => _elsewhere;

    public IReadOnlyDictionary<Digest, StageFailure> Failures => _failures;

    /// <summary>Stages that failed themselves, not those that these block.</summary>
    public int Failed { get; private set; }

    /// <summary>The next stage to start, or null when none is ready or fits.</summary>
    public ReadyStage? TakeReady()
    {
        while (UnderWay - _companions.Count < _mostUnderWay && _ready.TryDequeue(out var key, out var order))
        {
            if (_closed.Contains(key) || _underWay.Contains(key)) continue;
            var isOurs = LeaseOf(key) == Lease.Ours;
            if (isOurs && (UnderWay == 0 || _memory + StageMemory.Of(_stages[key].Node) <= _memoryLimit)) return TakeWithCompanions(_stages[key]);
            if (isOurs)
            {
                _ready.Enqueue(key, order);
                return null;
            }
            if (!_closed.Contains(key)) _elsewhere.Add(key);
        }
        return null;
    }

    /// <summary>Looks again at what other processes compute.</summary>
    public void Reconsider()
    {
        _leases.Forget();
        foreach (var key in _elsewhere) _ready.Enqueue(key, _order[key]);
        _elsewhere.Clear();
    }

    /// <summary>Takes back a stage that ended and releases what only it was using.</summary>
    public void End(PlannedStage stage, StageOutcome outcome)
    {
        _underWay.Remove(stage.Node.Key);
        _companions.Remove(stage.Node.Key);
        outcome.Match<object?>(
            done: d =>
            {
                Finish(stage, d.Result);
                return null;
            },
            failed: f =>
            {
                Failed++;
                Fail(stage, f.Failure);
                return null;
            },
            cancelled: _ =>
            {
                _memory -= StageMemory.Of(stage.Node);
                return null;
            });
    }

    /// <summary>Takes the stage and the ready ones that are best advanced together with it, as far as they fit.</summary>
    private ReadyStage TakeWithCompanions(PlannedStage stage)
    {
        var first = Take(stage);
        if (stage.Node is not TableNode { SharedInput: { } shared } || stage.Action != PlanAction.Run) return first;
        var companions = ImmutableArray.CreateBuilder<ReadyStage>();
        foreach (var key in _users[shared.Key])
        {
            if (companions.Count + 1 == MostTogether) break;
            if (!IsCompanion(key, stage)) continue;
            _companions.Add(key);
            companions.Add(Take(_stages[key]));
        }
        return first with { Companions = companions.ToImmutable() };
    }

    private bool IsCompanion(Digest key, PlannedStage first) =>
        _stages[key] is { Action: PlanAction.Run, Node: TableNode node }
        && node.Stage == first.Node.Stage
        && node.SharedInput?.Key == ((TableNode)first.Node).SharedInput!.Key
        && _missingInputs[key] == 0 && !_closed.Contains(key) && !_underWay.Contains(key)
        && _memory + StageMemory.Of(node) <= _memoryLimit
        && LeaseOf(key) == Lease.Ours && _stages[key].Action == PlanAction.Run;

    private ReadyStage Take(PlannedStage stage)
    {
        _underWay.Add(stage.Node.Key);
        _memory += StageMemory.Of(stage.Node);
        return new(stage, new(InputsOf(stage).ToImmutableDictionary(k => k, k => _results[k])));
    }

    /// <summary>A stored result needs no inputs: it is read.</summary>
    private static List<Digest> InputsOf(PlannedStage stage) =>
        stage.Action == PlanAction.Run ? [.. stage.Node.Inputs.Select(n => n.Key).Distinct()] : [];

    /// <summary>A value is worth computing where one of its users is ours; what turned out to be stored is read.</summary>
    private Lease LeaseOf(Digest key)
    {
        var stage = _stages[key];
        if (stage.Action != PlanAction.Run) return Lease.Ours;
        if (stage.Node is ValueNode)
        {
            var isOurs = false;
            foreach (var user in _users[key].Where(u => !_closed.Contains(u)))
                isOurs |= LeaseOf(user) == Lease.Ours && _stages[user].Action == PlanAction.Run;
            return isOurs ? Lease.Ours : Lease.Elsewhere;
        }
        var lease = _leases.Of(key);
        if (lease != Lease.Stored) return lease;
        Adopt(stage);
        return Lease.Ours;
    }

    /// <summary>Another process has finished the stage: its result is read, and what only this stage needed is not needed any more.</summary>
    private void Adopt(PlannedStage stage)
    {
        var key = stage.Node.Key;
        ReleaseInputs(stage);
        _stages[key] = stage with { Action = PlanAction.Reuse };
        if (_missingInputs[key] == 0) return;
        _missingInputs[key] = 0;
        _ready.Enqueue(key, _order[key]);
    }

    private void Finish(PlannedStage stage, object result)
    {
        var key = stage.Node.Key;
        Close(stage);
        if (_waitingUsers.GetValueOrDefault(key) == 0)
        {
            _memory -= StageMemory.Of(stage.Node);
            return;
        }
        _results[key] = result;
        foreach (var user in _users[key])
        {
            if (_closed.Contains(user) || _missingInputs[user] == 0) continue;
            if (--_missingInputs[user] == 0) _ready.Enqueue(user, _order[user]);
        }
    }

    private void Fail(PlannedStage stage, StageFailure failure)
    {
        var key = stage.Node.Key;
        _memory -= StageMemory.Of(stage.Node);
        _failures[key] = failure;
        Close(stage);
        var blocked = new StageFailure.Blocked(stage.Node.Stage.Name, failure is StageFailure.Blocked b ? b.Cause : failure);
        foreach (var user in _users.GetValueOrDefault(key, []))
        {
            if (_closed.Contains(user) || _stages[user].Action != PlanAction.Run) continue;
            _memory += StageMemory.Of(_stages[user].Node);
            Fail(_stages[user], failure is StageFailure.Blocked upstream ? upstream : blocked);
        }
    }

    /// <summary>One stage fewer is open, and its inputs have one user fewer.</summary>
    private void Close(PlannedStage stage)
    {
        if (!_closed.Add(stage.Node.Key)) return;
        _open--;
        ReleaseInputs(stage);
    }

    private void ReleaseInputs(PlannedStage stage)
    {
        foreach (var input in InputsOf(stage))
        {
            if (--_waitingUsers[input] > 0) continue;
            if (_results.Remove(input)) _memory -= StageMemory.Of(_stages[input].Node);
            else if (IsOnlyInput(input)) Close(_stages[input]);
        }
    }

    /// <summary>A value, or a stored result, that is neither finished nor under way, and that nobody waits for any more.</summary>
    private bool IsOnlyInput(Digest key) =>
        !_closed.Contains(key) && !_underWay.Contains(key) && (_stages[key].Node is ValueNode || _stages[key].Action == PlanAction.Reuse);
}
