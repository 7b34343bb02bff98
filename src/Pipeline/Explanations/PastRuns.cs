using System.Collections.Immutable;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Storage;

namespace Pipelines.Pipeline.Explanations;

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
