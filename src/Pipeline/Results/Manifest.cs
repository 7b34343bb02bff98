using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Pipelines.Pipeline.Storage.Files;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Results;

/// <summary>What a results folder says about itself: where it comes from, and the digest of every file.</summary>
/// <param name="Repeatable">Facts that repeat with the experiment.</param>
/// <param name="Volatile">Facts of the run and the machine.</param>
/// <param name="Outputs">Digest of everything that the files were made from: the same digest means the same bytes.</param>
/// <param name="Files">SHA-256 of every file by its name.</param>
internal sealed record Manifest(
    SortedDictionary<string, string> Repeatable, SortedDictionary<string, string> Volatile, string Outputs, SortedDictionary<string, string> Files)
{
    public const string FileName = "manifest.json";

    /// <summary>Under this name <see cref="Volatile"/> has the run that wrote the folder.</summary>
    public const string Run = "run";

    /// <summary>Under this name <see cref="Volatile"/> has the store that the folder was made from.</summary>
    public const string Store = "store";

    /// <summary>SHA-256 of the manifest as it is written without this; empty in manifests of earlier builds, which nothing vouches for.</summary>
    public string Seal { get; init; } = "";

    /// <summary>While the folder is written: of every file that is replaced or removed, by its name, the digests that it may have had before;
    /// none for a file that is new or of which nothing is known. Null once everything is written.</summary>
    /// <remarks>Announced before the first file is renamed: whenever its writer is killed, a file has one of these digests or that of
    /// <see cref="Files"/>, or somebody else wrote it.</remarks>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SortedDictionary<string, string[]>? Former { get; init; }

    /// <summary>A run or a report was writing the folder, and nothing says that it came to the end. Earlier builds announced files without a
    /// digest.</summary>
    [JsonIgnore]
    public bool IsUnfinished => Former is not null || Files.ContainsValue("");

    /// <summary>Every file that is there or may be.</summary>
    [JsonIgnore]
    public IEnumerable<string> Names => Files.Keys.Union(Former?.Keys ?? Enumerable.Empty<string>(), StringComparer.Ordinal);

    /// <summary>The run that wrote the folder to the end; null where it does not say.</summary>
    [JsonIgnore]
    public string? FinishedRun => IsUnfinished ? null : Volatile.GetValueOrDefault(Run);

    /// <summary>Of a file whose folder says that it is being written.</summary>
    public const string Unfinished = "A run or a report is writing it, or was stopped while it did.";

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,

        // Named, since a program of one file has no default for it.
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    /// <summary>The manifest of a folder; null when there is none that can be read.</summary>
    public static Manifest? TryRead(IFileSystem files, string folder) => Read(files, folder).Manifest;

    /// <summary>The manifest of a folder, or why it cannot be read; neither where there is none.</summary>
    public static (Manifest? Manifest, string Problem) Read(IFileSystem files, string folder)
    {
        ArgumentNullException.ThrowIfNull(files);
        const string other = "it is not the manifest that was written";
        var path = Path.Combine(folder, FileName);
        try
        {
            if (!files.FileExists(path))
                return (null, files.FolderExists(path) ? "it is a folder" : files.IsLink(path) ? "it is a link that leads nowhere" : "");
            return JsonSerializer.Deserialize<Manifest>(files.ReadAllBytes(path), Indented) is { } manifest
                && manifest is { Repeatable: not null, Volatile: not null, Outputs: not null, Files: not null, Seal: not null }
                && !manifest.Files.ContainsValue(null!) && manifest.Former?.ContainsValue(null!) != true
                && (manifest.Seal.Length == 0 || manifest.Seal == manifest.SealOf())
                ? (manifest, "")
                : (null, other);
        }
        catch (JsonException)
        {
            return (null, other);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return (null, $"it cannot be read: {exception.Message}");
        }
    }

    public Task WriteAsync(IFileSystem files, string folder) =>
        AtomicFile.WriteAsync(files, Path.Combine(folder, FileName), s => JsonSerializer.SerializeAsync(s, this with { Seal = SealOf() }, Indented));

    private string SealOf() => Digest.Of(JsonSerializer.SerializeToUtf8Bytes(this with { Seal = "" }, Indented)).Hex;

    /// <summary>Digests that a file of this name was written with; none where nothing is known of it.</summary>
    public IEnumerable<string> DigestsOf(string name) =>
        [.. Former?.GetValueOrDefault(name) ?? [], .. Files.GetValueOrDefault(name) is { Length: > 0 } digest ? [digest] : Array.Empty<string>()];

    /// <summary>The file is not as <see cref="Files"/> says before the folder is written to the end.</summary>
    public bool IsReplaced(string name) => Former?.ContainsKey(name) == true || Files.GetValueOrDefault(name) is "";

    /// <summary>Files that are not what the manifest says, with what is wrong. In an unfinished folder a file may be the former one, too.</summary>
    public IEnumerable<(string Name, string Problem)> Damaged(IFileSystem files, string folder)
    {
        ArgumentNullException.ThrowIfNull(files);
        foreach (var name in Names.Where(n => IsInside(folder, n)))
        {
            string[] digests = [.. DigestsOf(name)];
            if (digests.Length == 0) continue;
            var mayBeAbsent = Former?.GetValueOrDefault(name) is { } former && (former.Length == 0 || !Files.ContainsKey(name));
            if (ProblemOf(files, Path.Combine(folder, name), digests, mayBeAbsent) is { Length: > 0 } problem) yield return (name, problem);
        }
    }

    /// <summary>What is wrong with one file; empty where nothing is. The next file is looked at in any case.</summary>
    private static string ProblemOf(IFileSystem files, string path, string[] digests, bool mayBeAbsent)
    {
        try
        {
            if (files.FileExists(path)) return digests.Contains(HashOf(files, path).Hex) ? "" : "its bytes are not those that were written";
            return files.FolderExists(path) ? "it is a folder"
                : files.IsLink(path) ? "it is a link that leads nowhere"
                : mayBeAbsent ? ""
                : "it is gone";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"it cannot be read: {exception.Message}";
        }
    }

    /// <summary>SHA-256 of a regular file; null where there is none.</summary>
    /// <exception cref="IOException">It cannot be read; or <see cref="UnauthorizedAccessException"/>.</exception>
    public static Digest? DigestOf(IFileSystem files, string path)
    {
        ArgumentNullException.ThrowIfNull(files);
        return files.KindOf(path) == FileKind.Regular ? HashOf(files, path) : null;
    }

    private static Digest HashOf(IFileSystem files, string path)
    {
        using var stream = files.OpenRead(path);
        return Digest.Of(stream);
    }

    /// <summary>A manifest is a file that anyone may have edited: only plain names below the folder are believed.</summary>
    public static bool IsInside(string folder, string name) =>
        Path.GetFullPath(Path.Combine(folder, name)).StartsWith(Path.GetFullPath(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
