using System.Collections.Immutable;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Composition;

/// <summary>A stage whose inputs are all there.</summary>
internal sealed record ReadyStage(PlannedStage Stage, StageInputs Inputs);

/// <summary>Joins the stages of a plan by key: knows what is ready, admits it by memory, and drops values once nobody needs them.</summary>
/// <remarks>Used by one reader at a time. Ready stages are taken in plan order, so that a data set's users come before the next data set.</remarks>
internal sealed class Schedule
{
    private readonly Dictionary<Digest, PlannedStage> _stages;
    private readonly Dictionary<Digest, List<Digest>> _users = [];
    private readonly Dictionary<Digest, int> _missingInputs = [];
    private readonly Dictionary<Digest, int> _waitingUsers = [];
    private readonly Dictionary<Digest, int> _order = [];
    private readonly PriorityQueue<Digest, int> _ready = new();
    private readonly Dictionary<Digest, object> _results = [];
    private readonly Dictionary<Digest, StageFailure> _failures = [];
    private readonly long _memoryLimit;
    private readonly int _mostUnderWay;
    private long _memory;
    private int _open;

    public Schedule(Plan plan, long memoryLimit, int mostUnderWay)
    {
        (_memoryLimit, _mostUnderWay) = (memoryLimit, mostUnderWay);
        var running = plan.ToRun.ToList();
        var needed = running.SelectMany(s => s.Node.Inputs).Select(n => n.Key).ToHashSet();
        _stages = plan.Stages.Where(s => s.Action == PlanAction.Run || needed.Contains(s.Node.Key)).ToDictionary(s => s.Node.Key);
        foreach (var (key, stage) in _stages)
        {
            _order[key] = _order.Count;

            // A stored result needs no inputs: it is read.
            var inputs = stage.Action == PlanAction.Run ? stage.Node.Inputs.Select(n => n.Key).Distinct().ToList() : [];
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

    public int UnderWay { get; private set; }

    public bool IsFinished => _open == 0;

    public ImmutableDictionary<Digest, StageFailure> Failures => _failures.ToImmutableDictionary();

    /// <summary>The next stage to start, or null when none is ready or fits.</summary>
    public ReadyStage? TakeReady()
    {
        if (UnderWay >= _mostUnderWay || !_ready.TryPeek(out var key, out _)) return null;
        var stage = _stages[key];
        if (UnderWay > 0 && _memory + stage.Node.Cost.MemoryBytes > _memoryLimit) return null;
        _ready.Dequeue();
        UnderWay++;
        _memory += stage.Node.Cost.MemoryBytes;
        var results = stage.Action == PlanAction.Run
            ? stage.Node.Inputs.Select(n => n.Key).Distinct().ToImmutableDictionary(k => k, k => _results[k])
            : ImmutableDictionary<Digest, object>.Empty;
        return new(stage, new(results));
    }

    /// <summary>Takes back a stage that ended and releases what only it was using.</summary>
    public void End(PlannedStage stage, StageOutcome outcome)
    {
        UnderWay--;
        outcome.Match<object?>(
            done: d =>
            {
                Finish(stage, d.Result);
                return null;
            },
            failed: f =>
            {
                Fail(stage, f.Failure);
                return null;
            },
            cancelled: _ =>
            {
                _memory -= stage.Node.Cost.MemoryBytes;
                return null;
            });
    }

    private void Finish(PlannedStage stage, object result)
    {
        var key = stage.Node.Key;
        Close(stage);
        if (!_users.TryGetValue(key, out var users))
        {
            _memory -= stage.Node.Cost.MemoryBytes;
            return;
        }
        _results[key] = result;
        foreach (var user in users)
        {
            if (--_missingInputs[user] == 0 && !_failures.ContainsKey(user)) _ready.Enqueue(user, _order[user]);
        }
    }

    private void Fail(PlannedStage stage, StageFailure failure)
    {
        var key = stage.Node.Key;
        _memory -= stage.Node.Cost.MemoryBytes;
        _failures[key] = failure;
        Close(stage);
        var blocked = new StageFailure.Blocked(stage.Node.Stage.Name, failure is StageFailure.Blocked b ? b.Cause : failure);
        foreach (var user in _users.GetValueOrDefault(key, []))
        {
            if (_failures.ContainsKey(user)) continue;
            _memory += _stages[user].Node.Cost.MemoryBytes;
            Fail(_stages[user], failure is StageFailure.Blocked upstream ? upstream : blocked);
        }
    }

    /// <summary>One stage fewer is open, and its inputs have one user fewer.</summary>
    private void Close(PlannedStage stage)
    {
        _open--;
        if (stage.Action != PlanAction.Run) return;
        foreach (var input in stage.Node.Inputs.Select(n => n.Key).Distinct())
        {
            if (--_waitingUsers[input] == 0 && _results.Remove(input)) _memory -= _stages[input].Node.Cost.MemoryBytes;
        }
    }
}
