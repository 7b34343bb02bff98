using System.Collections.Immutable;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Storage;
using Pipelines.Pipeline.Storage.Files;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Explanations.Activity;

/// <summary>A result that a run finished.</summary>
/// <param name="Stage">Name of the stage.</param>
/// <param name="Version">Its version.</param>
/// <param name="Key">Its key.</param>
/// <param name="Points">The points that it belongs to; empty where that is unknown.</param>
/// <param name="Bytes">Size of what is stored.</param>
/// <param name="Outcome">done, or step and cause of the failure.</param>
public sealed record LogEntry(string Stage, int Version, string Key, string Points, long Bytes, string Outcome);

/// <summary>What a run finished, in the order in which it became durable: its journal, in words.</summary>
internal static class RunLog
{
    /// <returns>Null where the run's journal is gone: cleaning up writes what is kept into a new one.</returns>
    public static ImmutableArray<LogEntry>? Read(
        IFileSystem files, ArtifactStore store, RunRecord run, Systems systems, Func<RunRecord, Func<string, GivenFile>> given)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(given);
        var path = store.Layout.JournalOf(run.Id);
        if (!files.FileExists(path)) return null;
        var byKey = RunPoints.ByKey(RunPoints.Of(run, systems, given(run)));
        return
        [
            .. Lines(files.ReadAllBytes(path)).OfType<JournalEntry.Finished>().Select(e => e.Record).Select(r => new LogEntry(
                r.Stage,
                r.Version,
                r.Key.Hex,
                PointRanges.Of(byKey[r.Key].Distinct().Order()),
                r.Place.Length,
                r.IsFailure ? CauseOf(store, r) : "done")),
        ];
    }

    /// <summary>What became of points whose result is a failure: diverged, refused or failed.</summary>
    internal static string StatusOf(ArtifactStore store, StoreRecord record)
    {
        using var content = store.TryOpen(record, out _);
        try
        {
            return content is null ? "failed" : Artifact.ReadFailureOf(content)?.Status ?? "failed";
        }
        catch (InvalidDataException)
        {
            return "failed";
        }
    }

    /// <summary>Step and cause of a stored failure.</summary>
    internal static string CauseOf(ArtifactStore store, StoreRecord record)
    {
        using var content = store.TryOpen(record, out var problem);
        if (content is null) return $"failed; why cannot be read: {problem}";
        try
        {
            return Artifact.ReadFailureOf(content)?.Sentence ?? "failed";
        }
        catch (InvalidDataException exception)
        {
            return $"failed; why cannot be read: {exception.Message}";
        }
    }

    private static IEnumerable<JournalEntry> Lines(byte[] journal)
    {
        var start = 0;
        for (int end; (end = Array.IndexOf(journal, (byte)'\n', start)) >= 0; start = end + 1)
        {
            if (JournalText.Parse(journal.AsSpan(start, end - start), name => name) is { } entry) yield return entry;
        }
    }
}
