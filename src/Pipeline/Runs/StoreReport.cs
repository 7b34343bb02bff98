using System.Collections.Immutable;
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
