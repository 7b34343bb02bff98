using System.Collections.Immutable;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Results;
using Pipelines.Stages;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Runs;

/// <summary>The points that <c>run --only</c> names by what became of them in the last run.</summary>
internal static class ChosenPoints
{
    /// <summary>The statuses that can be run again.</summary>
    public static ImmutableArray<string> Words { get; } = ["failed", "diverged", "refused", PointTable.Unfinished];

    /// <exception cref="ArgumentException">A word is no status that can be run again.</exception>
    public static ImmutableArray<string> Known(ImmutableArray<string> words)
    {
        ImmutableArray<string> all = words.IsDefault ? [] : words;
        return all.Except(Words).FirstOrDefault() is { } unknown
            ? throw new ArgumentException($"'{unknown}' is no status; there are {string.Join(", ", Words)}.", nameof(RunOptions.Only))
            : all;
    }

    /// <summary>The points, by their index.</summary>
    /// <param name="planned">The experiment.</param>
    /// <param name="only">Statuses.</param>
    /// <exception cref="RefusedException">The results folder is not of this very experiment.</exception>
    public static ImmutableHashSet<long> Find(PlannedExperiment planned, ImmutableArray<string> only)
    {
        var (files, folder) = (planned.Project.Files, planned.ResultsFolder);
        var facts = Sources.Repeatable(planned);
        if (Manifest.TryRead(files, folder) is not { } manifest
            || !manifest.Repeatable.SequenceEqual(new SortedDictionary<string, string>(facts, StringComparer.Ordinal)))
            throw new RefusedException(
                Refusal.Usage, $"{folder} holds no results of this very experiment, so nobody knows which points those are. Run it without --only.");
        using var tables = new SealedTables(files, folder, manifest);
        var table = tables.Read(SealedTables.Points, PointTable.Statuses);
        var (points, statuses) = (table.Column<long>(PointTable.Point), table.Column<string>(PointTable.Status));
        return [.. points.Where((_, i) => only.Contains(statuses[i]))];
    }

    /// <summary>What a run of the points will compute, once their stored failures are forgotten.</summary>
    public static Plan PlanAgain(PlannedExperiment planned, ImmutableHashSet<long> chosen)
    {
        var failed = FailuresOf(planned, chosen);
        return Plan.Of(
            planned.Plan.Points.Where(p => chosen.Contains(p.Index)), key => planned.Store.Contains(key) && !failed.Contains(key), _ => null);
    }

    /// <summary>Their stored failures are forgotten, so that they run again.</summary>
    public static void Forget(PlannedExperiment planned, ImmutableHashSet<long> chosen)
    {
        var failed = FailuresOf(planned, chosen);
        foreach (var record in planned.Store.Records().Where(r => failed.Contains(r.Key))) planned.Store.Drop(record.Place);
    }

    private static HashSet<Digest> FailuresOf(PlannedExperiment planned, ImmutableHashSet<long> chosen) =>
        [.. planned.PlanOf(p => chosen.Contains(p.Index)).Failures.Where(f => f.Value is not StageFailure.Blocked).Select(f => f.Key)];
}
