using System.Collections.Immutable;
using System.Text;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Storage;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Explanations;

/// <summary>A run of the past, with its experiment as the present tool reads it.</summary>
internal sealed class PastRun
{
    /// <summary>Configurations that are looked at for the nearest: a sweep that is larger is compared with its beginning.</summary>
    private const int MostConfigurations = 2000;

    private readonly Dictionary<int, ImmutableArray<ResolvedSetting>?> _resolved = [];

    private PastRun(RunRecord record, ExperimentDefinition experiment) => (Record, Experiment) = (record, experiment);

    public RunRecord Record { get; }

    public ExperimentDefinition Experiment { get; }

    /// <summary>What the run asked for.</summary>
    public HashSet<Digest> Keys => field ??= [.. Record.Keys];

    /// <summary>Null where the present tool does not understand the experiment any more.</summary>
    public static PastRun? TryRead(RunRecord record, Systems systems) =>
        ExperimentFile.Load($"run {record.Id}", Encoding.UTF8.GetBytes(record.Settings), [], systems.Registry)
            .Match<PastRun?>(valid: experiment => new(record, experiment), invalid: _ => null);

    /// <summary>The point whose settings differ least from those of a point of today; of several the one at the same place of the sweep, where a
    /// value was edited.</summary>
    /// <param name="settings">Every setting of that point.</param>
    /// <param name="place">Number of its configuration.</param>
    /// <param name="replicate">Its replicate.</param>
    /// <param name="swept">Paths that are swept today.</param>
    public Point? Nearest(ImmutableArray<ResolvedSetting> settings, int place, int replicate, IEnumerable<string> swept)
    {
        // What no sweep touches differs equally at every point.
        var paths = swept.Concat(Experiment.Columns.Select(c => c.Path)).ToImmutableHashSet();
        var wanted = Varying(settings, paths);
        var (best, fewest) = (-1, int.MaxValue);
        for (var c = 0; c < Math.Min(Experiment.Sweep.Count, MostConfigurations) && fewest > 0; c++)
        {
            if (Resolved(c) is not { } resolved) continue;
            var has = Varying(resolved, paths);
            var count = wanted.Count(s => has.GetValueOrDefault(s.Key) != s.Value) + has.Keys.Count(k => !wanted.ContainsKey(k));
            if (count < fewest || (count == fewest && c == place)) (best, fewest) = (c, count);
        }
        var known = replicate < Experiment.Header.Replicates ? replicate : 0;
        return best < 0 ? null : Experiment.PointAt(best + (known * Experiment.Sweep.Count)).Match<Point?>(p => p, _ => null);
    }

    private ImmutableArray<ResolvedSetting>? Resolved(int configuration)
    {
        if (_resolved.TryGetValue(configuration, out var known)) return known;
        return _resolved[configuration] = Experiment.PointAt(configuration)
            .Match<ImmutableArray<ResolvedSetting>?>(p => Experiment.Resolve(p), _ => null);
    }

    private static Dictionary<string, string> Varying(ImmutableArray<ResolvedSetting> settings, ImmutableHashSet<string> paths) =>
        settings.Where(s => paths.Any(p => s.Path == p || s.Path.StartsWith(p + ".", StringComparison.Ordinal)))
            .ToDictionary(s => s.Path, s => s.Value);
}

/// <summary>The runs that an experiment is compared with.</summary>
internal static class PastRuns
{
    /// <summary>Newer runs than these are rarely farther away.</summary>
    private const int Most = 8;

    /// <summary>Runs of the same experiment, newest first; where there is none, of others of the same system.</summary>
    public static ImmutableArray<PastRun> Of(ExperimentDefinition experiment, ImmutableArray<RunRecord> records, Systems systems)
    {
        var newest = records.Where(r => r.System == experiment.Header.System).Reverse().ToList();
        var same = newest.Where(r => r.Experiment == experiment.Header.Experiment).ToList();
        var candidates = same.Count > 0 ? same : newest;
        return [.. candidates.DistinctBy(r => r.Settings).Take(Most).Select(r => PastRun.TryRead(r, systems)).OfType<PastRun>()];
    }
}
