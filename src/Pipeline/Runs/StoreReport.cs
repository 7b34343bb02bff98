using System.Collections.Immutable;
using Pipelines.Pipeline.Cluster;
using Pipelines.Pipeline.Results;
using Pipelines.Pipeline.Storage;

namespace Pipelines.Pipeline.Runs;

/// <summary>What was found by reading a store and its results folders again.</summary>
/// <param name="Found">Results, bytes, and everything that is damaged.</param>
/// <param name="Busy">Results folders that another process writes, and that were not looked at.</param>
public sealed record StoreReport(VerificationReport Found, ImmutableArray<string> Busy)
{
    internal static StoreReport Of(Project project, ArtifactStore store)
    {
        StoreCleaner.RequireStore(store);
        if (Cleaner(store) is { } cleaner)
            throw new RefusedException(Refusal.Locked, $"This store is being cleaned up by {cleaner}; nothing was verified.");
        store.Refresh();
        var tables = KnownTables.Of(project, store.Runs.All());
        var report = new StoreVerification(project.Files, store, key => tables.TryGetValue(key, out var known) ? known : null).Run();
        var folders = new ResultsVerification(project.Files, store).Run(project.Results);
        return new(report with { Damaged = report.Damaged.AddRange(folders.Damaged) }, folders.Busy);
    }

    /// <summary>Nothing may be cleaned away while it is verified; a store that cannot be written is verified all the same.</summary>
    private static Holder? Cleaner(ArtifactStore store)
    {
        try
        {
            return store.Claims.Register(exclusive: false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

/// <summary>Cleans up the store of a project.</summary>
/// <param name="project">The project.</param>
/// <param name="store">Its store.</param>
internal sealed class StoreCleaner(Project project, ArtifactStore store)
{
    /// <exception cref="RefusedException">There is no store.</exception>
    public static void RequireStore(ArtifactStore store)
    {
        if (!store.Exists) throw new RefusedException(
            Refusal.Usage, $"{store.Layout.Folder}: there is no store. Give its folder with --store; 'pipelines run' makes one.");
    }

    public CleaningPlan Clean(int days, bool isDry, CancellationToken cancellation)
    {
        var (files, folder) = (project.Files, store.Layout.Folder);
        RequireStore(store);
        if (!isDry && store.Claims.RegisterAlone(cancellation) is { } holder)
            throw new RefusedException(Refusal.Locked, $"This store is in use by {holder}; nothing was removed. Clean up when it has ended.");
        if (SubmissionFolder.All(files, folder).FirstOrDefault().Folder is { } sent)
        {
            throw new RefusedException(
                Refusal.Locked,
                $"Tasks on a cluster may need what is stored, see submission {sent.Id}; nothing was removed. 'pipelines collect' or 'cancel' it "
                    + $"first.");
        }
        store.Refresh();
        var runs = store.Runs.All();
        var places = ResultsPlaces.Find(files, folder, runs, project.Results);
        var ofRuns = places.Where(p => p.Run is not null).GroupBy(p => p.Run!, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.First().Folder, StringComparer.Ordinal);
        var cleaning = new StoreCleaning(files, store);
        var plan = cleaning.Plan(run => ofRuns.GetValueOrDefault(run.Id), DateTimeOffset.UtcNow.AddDays(-days), Obstacles(runs, places));
        if (!isDry) cleaning.Execute(plan);
        return plan;
    }

    /// <summary>Results folders that do not say which run they are of, and those of a run whose record is gone.</summary>
    private IEnumerable<string> Obstacles(ImmutableArray<RunRecord> runs, ImmutableArray<ResultsPlace> places)
    {
        foreach (var place in places.Where(p => p.Manifest is null))
            yield return $"{Path.Combine(place.Folder, Manifest.FileName)}: {place.Problem}, so nobody knows which results that folder needs; run "
                + $"its experiment again, or delete the folder";
        if (ResultsVerification.HasNoRuns(store, store.Runs.Look().Length))
            yield return "runs: the records of all runs are gone, so nobody knows which results are needed; put them back, or run the experiments "
                + "again, or delete the store";
        var known = runs.Select(r => r.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var place in places.Where(p => p.Run is { } run && !known.Contains(run) && ResultsVerification.IsOf(p, store)))
            yield return $"runs/{place.Run}.run is gone, and {place.Folder} was made by that run; run its experiment again, which writes the record "
                + $"again, or delete the folder";
    }
}
