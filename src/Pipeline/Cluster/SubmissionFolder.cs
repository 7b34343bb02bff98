using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Pipelines.Pipeline.Storage;
using Pipelines.Pipeline.Storage.Files;

namespace Pipelines.Pipeline.Cluster;

/// <summary>Where a submission lies, below the store: one file that says what it is, and a folder for everything of its tasks.</summary>
/// <param name="store">The store's folder.</param>
/// <param name="id">Name of the submission.</param>
internal sealed class SubmissionFolder(string store, string id)
{
    private const string Suffix = ".json";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,

        // Named, since a program of one file has no default for it.
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    public string Id { get; } = id;

    /// <summary>The submission itself.</summary>
    public string RecordPath { get; } = Path.Combine(FolderOf(store), id + Suffix);

    /// <summary>Everything else.</summary>
    public string Root { get; } = Path.Combine(FolderOf(store), id);

    /// <summary>The experiment with every override in place: what the user does to the file later changes nothing.</summary>
    public string Experiment => Path.Combine(Root, "experiment.yaml");

    /// <summary>What the scheduler executes.</summary>
    public string Script => Path.Combine(Root, "task.sh");

    /// <summary>The command that does one task, ready for a shell.</summary>
    public string TaskCommand(int task) => FormattableString.Invariant($"sh {ShellWord.IfNeeded(Script)} --task {task}");

    /// <summary>What tasks say.</summary>
    public string Logs => Path.Combine(Root, "logs");

    private static string FolderOf(string store) => Path.Combine(store, "cluster");

    /// <summary>The store of a task: nobody else writes there, so that no two machines ever share a file or a lock.</summary>
    public string StoreOf(int task) => Path.Combine(Root, "tasks", FormattableString.Invariant($"{task}"));

    /// <summary>How long the stages of a task took: a file of each time that it ran.</summary>
    public string TimingsOf(int task) => Path.Combine(StoreOf(task), "timings");

    /// <summary>The submission whose folder this is.</summary>
    public static SubmissionFolder At(string root)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        return new(Path.GetDirectoryName(Path.GetDirectoryName(full)) ?? full, Path.GetFileName(full));
    }

    /// <summary>All submissions of a store, oldest first.</summary>
    public static ImmutableArray<(SubmissionFolder Folder, Submission Submission)> All(IFileSystem files, string store) =>
    [
        .. files.ListFiles(FolderOf(store)).Where(n => n.EndsWith(Suffix, StringComparison.Ordinal))
            .Select(n => new SubmissionFolder(store, n[..^Suffix.Length]))
            .Select(f => (Folder: f, Submission: f.TryRead(files)!)).Where(s => s.Submission is not null),
    ];

    /// <summary>Null while it is not there or not whole, which on a shared folder may change.</summary>
    public Submission? TryRead(IFileSystem files)
    {
        try
        {
            return files.FileExists(RecordPath) ? JsonSerializer.Deserialize<Submission>(files.ReadAllBytes(RecordPath), Options) : null;
        }
        catch (Exception exception) when (exception is JsonException or FileNotFoundException)
        {
            return null;
        }
    }

    public void Write(IFileSystem files, Submission submission) =>
        AtomicFile.Write(files, RecordPath, stream => JsonSerializer.Serialize(stream, submission, Options));

    /// <summary>Forgets a submission whose results are in the store; the record goes last. What somebody else put into its folder stays
    /// there.</summary>
    public void Remove(IFileSystem files)
    {
        try
        {
            RemoveOwn(files, "");
        }
        catch (IOException)
        {
            // A shared folder keeps what some machine still has open; nothing of it is needed.
        }
        files.DeleteFile(RecordPath);
    }

    /// <summary>Removes files with the names that a submission gives, and folders with nothing else in them.</summary>
    /// <param name="files">The file system.</param>
    /// <param name="within">Where, below <see cref="Root"/>; links are not followed.</param>
    /// <returns>Nothing is left.</returns>
    private bool RemoveOwn(IFileSystem files, string within)
    {
        var folder = Path.Combine(Root, within);
        var isAll = true;
        foreach (var name in files.ListFiles(folder))
        {
            if (IsOwn(within, name)) files.DeleteFile(Path.Combine(folder, name));
            else isAll = false;
        }
        foreach (var name in files.ListFolders(folder))
            isAll &= !files.IsLink(Path.Combine(folder, name)) && RemoveOwn(files, within.Length == 0 ? name : $"{within}/{name}");
        if (isAll) files.DeleteFolder(folder);
        return isAll;
    }

    private bool IsOwn(string within, string name) => AtomicFile.IsTemporary(name) || within.Split('/') switch
    {
        [""] => name == Path.GetFileName(Experiment) || name == Path.GetFileName(Script),
        ["logs"] => name.EndsWith(".log", StringComparison.Ordinal),
        ["tasks", _] => name == StoreMarker.FileName,
        ["tasks", _, "timings"] => StoreNames.WriterOf(name) == name,
        ["tasks", _, var part] => StoreNames.IsOwn(part, name),
        _ => false,
    };
}
