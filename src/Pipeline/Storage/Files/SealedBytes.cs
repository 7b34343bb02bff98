using System.Security.Cryptography;
using Pipelines.Stages.States;

namespace Pipelines.Pipeline.Storage.Files;

/// <summary>A file of one piece that notices any change of its bytes: magic, content, SHA-256 of both.</summary>
internal static class SealedBytes
{
    private const string Other = "another version of this tool wrote it";

    /// <summary>Every magic begins so.</summary>
    private static ReadOnlySpan<byte> Tool => "PL"u8;

    /// <param name="files">The file system.</param>
    /// <param name="path">The file.</param>
    /// <param name="magic">Its first bytes.</param>
    /// <param name="content">Writes what follows.</param>
    /// <param name="rest">The end of the content, which may be large and is not copied.</param>
    /// <returns>False where another version of the tool has written its file there, which stays. What is no file of any version gets another
    /// name.</returns>
    public static bool Write(
        IFileSystem files, string path, ReadOnlySpan<byte> magic, Action<StateWriter> content, ReadOnlyMemory<byte> rest = default)
    {
        var held = InPlace(files, path, magic);
        if (held == SealState.OtherVersion) return false;
        if (held == SealState.Foreign) AtomicFile.MoveAside(files, path);
        var writer = new StateWriter();
        writer.Raw(magic);
        content(writer);
        var front = writer.Written;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(front.Span);
        hash.AppendData(rest.Span);
        var seal = hash.GetHashAndReset();
        AtomicFile.Write(files, path, stream =>
        {
            stream.Write(front.Span);
            stream.Write(rest.Span);
            stream.Write(seal);
        });
        return true;
    }

    /// <summary>Another version of the tool, or somebody else, has put a file there: it is not ours to replace or to remove.</summary>
    public static bool IsForeign(IFileSystem files, string path, ReadOnlySpan<byte> magic) =>
        InPlace(files, path, magic) is SealState.OtherVersion or SealState.Foreign;

    /// <summary>What a file is, as far as that decides whose it is: one that begins as ours do may be damaged, and is not read on.</summary>
    private static SealState InPlace(IFileSystem files, string path, ReadOnlySpan<byte> magic)
    {
        if (!files.FileExists(path)) return SealState.Absent;
        try
        {
            using var stream = files.OpenRead(path);
            Span<byte> first = stackalloc byte[magic.Length];
            if (stream.ReadAtLeast(first, first.Length, throwOnEndOfStream: false) == first.Length && first.SequenceEqual(magic))
                return SealState.Whole;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return SealState.Unreadable;
        }
        return Read(files, path, magic).State;
    }

    /// <summary>A reader of the content; null when the file is absent, or is not what was written.</summary>
    public static StateReader? TryRead(IFileSystem files, string path, ReadOnlySpan<byte> magic) => Read(files, path, magic).Content;

    /// <summary>What a file is, and a reader of its content where it is whole.</summary>
    public static Sealed Read(IFileSystem files, string path, ReadOnlySpan<byte> magic)
    {
        byte[] bytes;
        try
        {
            bytes = files.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException && !files.IsLink(path))
        {
            return new(SealState.Absent, null, "it is gone");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new(SealState.Unreadable, null, $"it cannot be read: {exception.Message}");
        }
        if (bytes.Length > Tool.Length && !bytes.AsSpan().StartsWith(Tool)) return new(SealState.Foreign, null, "something else is in its place");
        var length = bytes.Length - SHA256.HashSizeInBytes;
        if (length < magic.Length
            || !SHA256.HashData(bytes.AsSpan(0, length)).AsSpan().SequenceEqual(bytes.AsSpan(length)))
            return new(SealState.Damaged, null, "its bytes are not those that were written");
        return magic.Length > Tool.Length && bytes.AsSpan().StartsWith(magic)
            ? new(SealState.Whole, new(bytes.AsMemory(magic.Length, length - magic.Length)), "")
            : new(SealState.OtherVersion, null, Other);
    }
}

/// <summary>What a sealed file was found to be.</summary>
internal enum SealState
{
    Whole,
    Absent,

    /// <summary>Its bytes are not those that were written.</summary>
    Damaged,

    /// <summary>It does not begin as files of this tool do.</summary>
    Foreign,

    /// <summary>Sealed rightly, in a format that this build does not know.</summary>
    OtherVersion,

    /// <summary>The system does not give its bytes.</summary>
    Unreadable,
}

/// <param name="State">What it is.</param>
/// <param name="Content">Its content; null where it is not whole.</param>
/// <param name="Problem">For people; empty where it is whole.</param>
internal sealed record Sealed(SealState State, StateReader? Content, string Problem);
