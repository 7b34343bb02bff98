using System.Collections.Immutable;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Explanations;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Runs;

/// <summary>Looks into the files that points are given, by the stages that read them in a run: each content once, one after the other.</summary>
/// <remarks>A run reads them again: what it keeps between two stages is counted as memory of those stages, and a file lies in the system's cache. A
/// table that is still in memory is not parsed twice.</remarks>
/// <param name="experiment">The experiment.</param>
/// <param name="memory">Bytes that one of them may need; a larger one is not read.</param>
/// <param name="threads">Processor threads.</param>
internal sealed class GivenInspection(ExperimentDefinition experiment, long memory, int threads)
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<string, ConfigError> _errors = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unread = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<string, PointNote> _doubts = new(StringComparer.Ordinal);

    /// <summary>What is wrong with files, each sentence once, at the setting that names the file.</summary>
    public IEnumerable<ConfigError> Errors => _errors.Values;

    /// <summary>Files that were not looked into, a sentence each.</summary>
    public IEnumerable<string> Unread => _unread;

    /// <summary>What a reader has to know of files that serve, each sentence once, with the first point that it is about.</summary>
    public IEnumerable<PointNote> Doubts => _doubts.Values;

    /// <summary>Looks into every file of a point.</summary>
    public void Look(PlannedPoint point) => Look(point, _ => true);

    /// <summary>Before a run begins: looks into the files that it will read. A result that is stored was made of files that served.</summary>
    /// <param name="plan">What will run.</param>
    /// <param name="cancellation">Ends it between two files.</param>
    public void Look(Plan plan, CancellationToken cancellation)
    {
        var read = plan.ToRun.Select(s => s.Node).OfType<ValueNode>().Where(n => !n.GivenFiles.IsEmpty).Select(n => n.Key).ToHashSet();
        if (read.Count == 0) return;
        foreach (var point in plan.Points)
        {
            cancellation.ThrowIfCancellationRequested();
            Look(point, node => read.Contains(node.Key));
        }
    }

    /// <remarks>Values that must fit each other first: each of them is made once for both questions.</remarks>
    private void Look(PlannedPoint point, Predicate<ValueNode> isRead)
    {
        if (point.Plan is not PointPlan.Ready ready) return;
        foreach (var fit in ready.Fits.Where(f => f.Values.All(v => isRead(v))))
        {
            if (!_seen.Add($"{fit.Settings} {string.Join(' ', fit.Values.Select(v => v.Key.Hex))}")) continue;
            foreach (var value in fit.Values) _seen.Add(value.Key.Hex);
            Inspect(point, fit.Values, results =>
            {
                fit.Require(results);
                foreach (var doubt in fit.Doubts?.Invoke(results) ?? []) _doubts.TryAdd(doubt, new(point.Index, doubt, 1));
            });
        }
        foreach (var node in PointNodes.Readers(point).Where(n => isRead(n)))
        {
            if (_seen.Add(node.Key.Hex)) Inspect(point, [node], _ => { });
        }
    }

    private void Inspect(PlannedPoint point, ImmutableArray<ValueNode> nodes, Action<StageInputs> require)
    {
        if (nodes.Sum(n => n.Cost.MemoryBytes) is var needed && needed > memory)
        {
            _unread.Add(
                $"{string.Join(", ", Paths(nodes))} was not looked into: that takes about {Words.Bytes(needed)} of memory; "
                    + $"this machine has {Words.Bytes(memory)}.");
            return;
        }
        var results = ImmutableDictionary.CreateBuilder<Digest, object>();
        foreach (var node in nodes)
        {
            Try(point, Paths([node]), () => node.Compute(StageInputs.None, threads).Match<string?>(
                done: d =>
                {
                    results[node.Key] = d.Value;
                    return null;
                },
                failed: f => f.Failure.Sentence));
        }
        if (results.Count == nodes.Length)
        {
            Try(point, Paths(nodes), () =>
            {
                require(new(results.ToImmutable()));
                return null;
            });
        }
    }

    private void Try(PlannedPoint point, ImmutableArray<string> paths, Func<string?> find)
    {
        try
        {
            if (find() is { } sentence) Report(point, paths, sentence);
        }
        catch (Exception exception) when (exception is GivenFileException or InvalidDataException)
        {
            Report(point, paths, exception.Message, (exception as GivenFileException)?.Setting);
        }
    }

    private static ImmutableArray<string> Paths(ImmutableArray<ValueNode> nodes) => [.. nodes.SelectMany(n => n.GivenFiles).Select(f => f.Path)];

    private void Report(PlannedPoint point, ImmutableArray<string> paths, string sentence, string? setting = null)
    {
        if (_errors.ContainsKey(sentence)) return;
        var root = experiment.PointAt((int)point.Index).Match<ConfigNode>(p => p.Node, _ => experiment.Root);
        var path = paths.Where(p => sentence.StartsWith(p, StringComparison.Ordinal)).MaxBy(p => p.Length) ?? paths[0];
        var place = Place(root, path, null);
        if (setting is not null && place is var (_, beside) && beside?.Find(setting) is { } meant) place = (meant.Value, beside);
        _errors.Add(sentence, new(place?.Node.Location ?? root.Location, sentence));
    }

    /// <summary>Where the experiment names a file, and the section that it stands in.</summary>
    private static (ConfigNode Node, ConfigNode.Mapping? Section)? Place(ConfigNode node, string path, ConfigNode.Mapping? section) => node.Match(
        mapping: m => m.Entries.Select(e => Place(e.Value, path, m)).FirstOrDefault(found => found is not null),
        sequence: s => s.Items.Select(i => Place(i, path, section)).FirstOrDefault(found => found is not null),
        scalar: s => s.Text == path ? (s, section) : ((ConfigNode, ConfigNode.Mapping?)?)null);
}
