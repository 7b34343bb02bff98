using System.Collections.Immutable;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Explanations;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Runs;

/// <summary>Looks into the files that points are given, by the stages that read them in a run: each content once, one after the other.</summary>
/// <param name="experiment">The experiment.</param>
/// <param name="memory">Bytes that one of them may need; a larger one is not read.</param>
/// <param name="threads">Processor threads.</param>
internal sealed class GivenInspection(ExperimentDefinition experiment, long memory, int threads)
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<string, ConfigError> _errors = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unread = new(StringComparer.Ordinal);

    /// <summary>What is wrong with files, each sentence once, at the setting that names the file.</summary>
    public IEnumerable<ConfigError> Errors => _errors.Values;

    /// <summary>Files that were not looked into, a sentence each.</summary>
    public IEnumerable<string> Unread => _unread;

    public void Look(PlannedPoint point)
    {
        if (point.Plan is not PointPlan.Ready ready) return;
        foreach (var node in PointNodes.Readers(point))
        {
            if (_seen.Add(node.Key.Hex)) Inspect(point, [node], _ => { });
        }
        foreach (var fit in ready.Fits)
        {
            if (_seen.Add($"{fit.Settings} {string.Join(' ', fit.Values.Select(v => v.Key.Hex))}")) Inspect(point, fit.Values, fit.Require);
        }
    }

    private void Inspect(PlannedPoint point, ImmutableArray<ValueNode> nodes, Action<StageInputs> require)
    {
        ImmutableArray<string> paths = [.. nodes.SelectMany(n => n.GivenFiles).Select(f => f.Path)];
        if (nodes.Sum(n => n.Cost.MemoryBytes) is var needed && needed > memory)
        {
            _unread.Add(
                $"{string.Join(", ", paths)} was not looked into: that takes about {Words.Bytes(needed)} of memory; "
                    + $"this machine has {Words.Bytes(memory)}.");
            return;
        }
        try
        {
            var results = ImmutableDictionary.CreateBuilder<Digest, object>();
            foreach (var node in nodes)
            {
                var failure = node.Compute(StageInputs.None, threads).Match<StageFailure?>(
                    done: d =>
                    {
                        results.Add(node.Key, d.Value);
                        return null;
                    },
                    failed: f => f.Failure);
                if (failure is not null)
                {
                    Report(point, paths, failure.Sentence);
                    return;
                }
            }
            require(new(results.ToImmutable()));
        }
        catch (Exception exception) when (exception is GivenFileException or InvalidDataException)
        {
            Report(point, paths, exception.Message);
        }
    }

    private void Report(PlannedPoint point, ImmutableArray<string> paths, string sentence)
    {
        if (_errors.ContainsKey(sentence)) return;
        var root = experiment.PointAt((int)point.Index).Match<ConfigNode>(p => p.Node, _ => experiment.Root);
        var path = paths.Where(p => sentence.StartsWith(p, StringComparison.Ordinal)).MaxBy(p => p.Length) ?? paths[0];
        _errors.Add(sentence, new(Place(root, path)?.Location ?? root.Location, sentence));
    }

    /// <summary>Where the experiment names a file.</summary>
    private static ConfigNode? Place(ConfigNode node, string path) => node.Match(
        mapping: m => m.Entries.Select(e => Place(e.Value, path)).FirstOrDefault(found => found is not null),
        sequence: s => s.Items.Select(i => Place(i, path)).FirstOrDefault(found => found is not null),
        scalar: s => s.Text == path ? s : null);
}
