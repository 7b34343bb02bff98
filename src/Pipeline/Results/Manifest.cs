using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Pipelines.Pipeline.Storage;
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

    /// <summary>Files of the manifest that are not what it says, with what is wrong.</summary>
    public IEnumerable<(string Name, string Problem)> Damaged(IFileSystem files, string folder)
    {
        ArgumentNullException.ThrowIfNull(files);
        foreach (var (name, digest) in Files.Where(f => IsInside(folder, f.Key)))
        {
            var path = Path.Combine(folder, name);
            if (ProblemOf(files, path, digest) is { Length: > 0 } problem) yield return (name, problem);
        }
    }

    /// <summary>What is wrong with one file; empty where nothing is. The next file is looked at in any case.</summary>
    private static string ProblemOf(IFileSystem files, string path, string digest)
    {
        try
        {
            return !files.FileExists(path)
                ? (files.FolderExists(path) ? "it is a folder" : files.IsLink(path) ? "it is a link that leads nowhere" : "it is gone")
                : HashOf(files, path).Hex != digest ? "its bytes are not those that were written"
                : "";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"it cannot be read: {exception.Message}";
        }
    }

    /// <summary>SHA-256 of a regular file; null where there is none that can be read, or nothing in it.</summary>
    public static Digest? DigestOf(IFileSystem files, string path)
    {
        ArgumentNullException.ThrowIfNull(files);
        try
        {
            if (files.KindOf(path) != FileKind.Regular) return null;
            using var stream = files.OpenRead(path);
            return stream.Length == 0 ? null : Digest.FromHash(SHA256.HashData(stream));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static Digest HashOf(IFileSystem files, string path)
    {
        using var stream = files.OpenRead(path);
        return Digest.FromHash(SHA256.HashData(stream));
    }

    /// <summary>A manifest is a file that anyone may have edited: only plain names below the folder are believed.</summary>
    public static bool IsInside(string folder, string name) =>
        Path.GetFullPath(Path.Combine(folder, name)).StartsWith(Path.GetFullPath(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
