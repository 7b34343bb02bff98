namespace Pipelines.Pipeline.Storage;

/// <summary>Where things lie in a store's folder.</summary>
/// <remarks>
/// Every process writes files of its own, named by its writer; nobody appends to the file of another. What is in a store is the union of all
/// journals.
/// </remarks>
internal sealed record StoreLayout(string Folder)
{
    public const string JournalSuffix = ".journal";

    /// <summary>Segments of small results and the journals that make results finished.</summary>
    public string Segments => Path.Combine(Folder, "segments");

    /// <summary>Large results, a file each.</summary>
    public string Objects => Path.Combine(Folder, "objects");

    /// <summary>Who is at work on which keys.</summary>
    public string Claims => Path.Combine(Folder, "claims");

    public string Checkpoints => Path.Combine(Folder, "checkpoints");

    /// <summary>What each run asked for.</summary>
    public string Runs => Path.Combine(Folder, "runs");

    public string ClaimsLock => Path.Combine(Claims, "lock");

    public string JournalOf(string writer) => Path.Combine(Segments, writer + JournalSuffix);

    public string ClaimsOf(string writer) => Path.Combine(Claims, writer + ".claims");

    /// <summary>The name of a writer's segment within the store, with slashes on any platform: it is written into journals.</summary>
    public static string SegmentOf(string writer) => $"segments/{writer}.segment";

    public static string ObjectOf(string writer, int number) => FormattableString.Invariant($"objects/{writer}-{number:d6}");

    public string PathOf(string name) => Path.Combine(Folder, name.Replace('/', Path.DirectorySeparatorChar));
}
