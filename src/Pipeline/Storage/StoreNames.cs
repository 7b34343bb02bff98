using System.Text.RegularExpressions;

namespace Pipelines.Pipeline.Storage;

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
