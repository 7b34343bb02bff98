using System.Collections.Immutable;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Storage;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Cluster;

/// <summary>Lays down what a task finds when it starts: its share, what is stored already of what it needs, and how far earlier runs came.</summary>
/// <param name="files">The file system.</param>
/// <param name="store">The store that all runs share.</param>
/// <param name="folder">The submission.</param>
internal sealed class TaskStores(IFileSystem files, ArtifactStore store, SubmissionFolder folder)
{
    /// <summary>From a task's store to the one that all runs share.</summary>
    private const string ToShared = "../../../../";

    private readonly Dictionary<Digest, StoreRecord> _records = store.Records().DistinctBy(r => r.Key).ToDictionary(r => r.Key);
    private readonly ILookup<Digest, string> _checkpoints = store.Checkpoints.ByKey;

    /// <summary>Makes the store of a task.</summary>
    /// <param name="task">Its number.</param>
    /// <param name="plan">The plan of its points.</param>
    /// <returns>How many stored results it finds there.</returns>
    public int Write(int task, Plan plan)
    {
        var layout = new StoreLayout(folder.StoreOf(task));
        new StoreMarker(files, layout).Ensure();
        ImmutableArray<StoreRecord> reused = [.. plan.Stages.Where(s => s.Action == PlanAction.Reuse).Select(s => _records[s.Node.Key])];
        if (!reused.IsEmpty) AtomicFile.Write(files, layout.JournalOf("shared"), stream => reused.ToList().ForEach(r => stream.Write(Reference(r))));
        foreach (var name in plan.ToRun.SelectMany(s => _checkpoints[s.Node.Key]))
            AtomicFile.Copy(files, Path.Combine(store.Layout.Checkpoints, name), Path.Combine(layout.Checkpoints, name));
        return reused.Length;
    }

    /// <summary>A line of a journal about bytes that stay where they are.</summary>
    private static byte[] Reference(StoreRecord record) =>
        JournalText.Format(new JournalEntry.Finished(record with { Place = record.Place with { File = ToShared + record.Place.File } }));

    /// <summary>The record is one of those, not a result of the task.</summary>
    public static bool IsReference(StoreRecord record) => record.Place.File.StartsWith(ToShared, StringComparison.Ordinal);
}
