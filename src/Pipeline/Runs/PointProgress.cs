using System.Collections.Immutable;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Results;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Runs;

/// <summary>Which points of a run are done, and which point a stage is of. Safe for concurrent use.</summary>
/// <remarks>A point is done when none of its results is to come, and failed with the first of its stages that fails.</remarks>
internal sealed class PointProgress
{
    private readonly Lock _lock = new();
    private readonly Plan _plan;
    private readonly ImmutableArray<string> _swept;

    /// <summary>The first point of a stage that runs.</summary>
    private readonly Dictionary<Digest, int> _first;

    /// <summary>The other points of a result that several share.</summary>
    private readonly Dictionary<Digest, List<int>> _others = [];

    private readonly int[] _left;
    private readonly bool[] _failed;
    private int _done, _failures;

    /// <param name="plan">What runs.</param>
    /// <param name="swept">Names of the swept settings.</param>
    public PointProgress(Plan plan, ImmutableArray<string> swept)
    {
        (_plan, _swept) = (plan, swept);
        _first = plan.ToRun.ToDictionary(s => s.Node.Key, _ => -1);
        (_left, _failed) = (new int[plan.Points.Length], new bool[plan.Points.Length]);
        for (var i = 0; i < _left.Length; i++)
        {
            foreach (var output in plan.Points[i].Outputs)
            {
                if (!_first.TryGetValue(output.Key, out var first)) _failed[i] |= plan.Failures.ContainsKey(output.Key);
                else if (first < 0) Reach(output, i);
                else if (first != i) (_others.TryGetValue(output.Key, out var list) ? list : _others[output.Key] = []).Add(i);
                if (_first.ContainsKey(output.Key)) _left[i]++;
            }
            if (_failed[i]) _failures++;
            else if (_left[i] == 0) _done++;
        }
    }

    /// <summary>Number of points, of those that are done, and of those that failed.</summary>
    public PointCounts Counts
    {
        get
        {
            lock (_lock) return new(_left.Length, _done, _failures);
        }
    }

    /// <summary>A stage with the point that it is of.</summary>
    public RunningStage Of(StageNode node) => new(node.Stage.Name, node.Key.Hex) { Place = PlaceOf(node.Key) };

    /// <summary>A stage ended.</summary>
    public PointCounts End(StageNode node, bool isFailure)
    {
        lock (_lock)
        {
            foreach (var point in isFailure ? Users(node) : OwnersOf(node.Key))
            {
                if (_failed[point]) continue;
                if (isFailure) (_failed[point], _failures) = (true, _failures + 1);
                else if (_plan.Points[point].Outputs.Any(o => o.Key == node.Key) && --_left[point] == 0) _done++;
            }
            return new(_left.Length, _done, _failures);
        }
    }

    private IEnumerable<int> OwnersOf(Digest key) =>
        (_first.TryGetValue(key, out var first) && first >= 0 ? [first] : Array.Empty<int>()).Concat(_others.GetValueOrDefault(key) ?? []);

    /// <summary>Every point that needs a stage; rarely asked.</summary>
    private IEnumerable<int> Users(StageNode node)
    {
        bool Needs(StageNode other) => other.Key == node.Key || other.Inputs.Any(Needs);
        return Enumerable.Range(0, _left.Length).Where(i => !_failed[i] && _plan.Points[i].Outputs.Any(Needs));
    }

    private void Reach(StageNode node, int point)
    {
        if (!_first.TryGetValue(node.Key, out var known) || known >= 0) return;
        _first[node.Key] = point;
        foreach (var input in node.Inputs) Reach(input, point);
    }

    private string PlaceOf(Digest key)
    {
        if (!_first.TryGetValue(key, out var index) || index < 0) return "";
        var point = _plan.Points[index];
        var settings = _swept.Zip(point.Swept, (name, value) => $"{name} = {AcrossPoints.Text(value)}");
        return $"point {point.Index}{string.Concat(settings.Select(s => $", {s}"))}";
    }
}
