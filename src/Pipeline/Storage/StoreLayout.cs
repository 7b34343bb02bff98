using System.Text.RegularExpressions;
using Pipelines.Pipeline.Storage.Files;

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

/// <summary>The names that files of a store have: what has another name was not written by this tool and is never touched.</summary>
internal static partial class StoreNames
{
    /// <summary>The folders of a store; a task of a cluster has its timings there, too.</summary>
    public static IReadOnlyList<string> Folders { get; } = ["segments", "objects", "claims", "checkpoints", "runs", "cluster", "timings"];

    /// <summary>The problem of a file in whose place there is a folder.</summary>
    public const string IsFolder = "it is a folder";

    /// <summary>A file of one of the folders is named as this tool names them, a leftover of a crash included.</summary>
    public static bool IsOwn(string folder, string name) => folder switch
    {
        "segments" => Segment().IsMatch(name),
        "objects" => Object().IsMatch(name),
        "claims" => Claim().IsMatch(name),
        "checkpoints" => Checkpoint().IsMatch(name) || IsRows(name),
        "runs" => Run().IsMatch(name),
        _ => false,
    } || AtomicFile.IsTemporary(name);

    /// <summary>The writer of a segment, a journal or an object, from its name without folder.</summary>
    public static string WriterOf(string name) => Writer().Match(name).Value;

    /// <summary>The file of rows of a stage that is not finished.</summary>
    public static bool IsRows(string name) => RowsFile().IsMatch(name);

    /// <summary>A place that a journal may name: a file of this store, or for a task of a cluster of the store that it was sent from.</summary>
    public static bool IsPlace(string file) => Place().IsMatch(file);

    [GeneratedRegex(@"\A([0-9]{8}T[0-9]{6}-[0-9a-f]{8}\.(segment|journal)|shared\.journal)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Segment();

    [GeneratedRegex(@"\A[0-9]{8}T[0-9]{6}-[0-9a-f]{8}-[0-9]{6,10}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Object();

    [GeneratedRegex(@"\A([0-9]{8}T[0-9]{6}-[0-9a-f]{8}\.claims|lock|results-[0-9a-f]{16}\.lock)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Claim();

    [GeneratedRegex(@"\A[0-9a-f]{64}\.[01]\z", RegexOptions.CultureInvariant)]
    private static partial Regex Checkpoint();

    [GeneratedRegex(@"\A[0-9a-f]{64}\.[0-9]{8}T[0-9]{6}-[0-9a-f]{8}-[0-9]{6,10}\.rows\z", RegexOptions.CultureInvariant)]
    private static partial Regex RowsFile();

    [GeneratedRegex(@"\A[0-9]{8}T[0-9]{6}-[0-9a-f]{8}\.run\z", RegexOptions.CultureInvariant)]
    private static partial Regex Run();

    [GeneratedRegex(@"\A[0-9]{8}T[0-9]{6}-[0-9a-f]{8}", RegexOptions.CultureInvariant)]
    private static partial Regex Writer();

    [GeneratedRegex(@"\A(\.\./\.\./\.\./\.\./)?(segments|objects)/(?!\.\.?\z)[^/\0]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Place();
}

/// <summary>When results become durable, and which get a file of their own.</summary>
/// <param name="GroupInterval">Longest time until a result is durable; infinite leaves it to the size and to the end of a run.</param>
/// <param name="GroupBytes">So many bytes are made durable at once at most.</param>
/// <param name="ObjectBytes">A larger result is a file of its own.</param>
internal sealed record StoreOptions(TimeSpan GroupInterval, int GroupBytes, int ObjectBytes)
{
    public static StoreOptions Default { get; } = new(TimeSpan.FromSeconds(1), 16 << 20, 1 << 20);

    /// <summary>A larger result is never in memory as a whole: it is written, hashed and read in pieces.</summary>
    public int WholeBytes { get; init; } = 16 << 20;
}
