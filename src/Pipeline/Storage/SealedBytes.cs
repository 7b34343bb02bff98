using System.Security.Cryptography;
using Pipelines.Stages.States;

namespace Pipelines.Pipeline.Storage;

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
    public static void Write(
        IFileSystem files, string path, ReadOnlySpan<byte> magic, Action<StateWriter> content, ReadOnlyMemory<byte> rest = default)
    {
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
        var length = bytes.Length - SHA256.HashSizeInBytes;
        if (length < magic.Length
            || !bytes.AsSpan().StartsWith(Tool)
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

    /// <summary>Sealed rightly, in a format that this build does not know.</summary>
    OtherVersion,

    /// <summary>The system does not give its bytes.</summary>
    Unreadable,
}

/// <param name="State">What it is.</param>
/// <param name="Content">Its content; null where it is not whole.</param>
/// <param name="Problem">For people; empty where it is whole.</param>
internal sealed record Sealed(SealState State, StateReader? Content, string Problem);
