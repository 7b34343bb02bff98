using System.Security.Cryptography;
using Pipelines.Stages.States;

namespace Pipelines.Pipeline.Storage;

/// <summary>A file of one piece that notices any change of its bytes: magic, content, SHA-256 of both.</summary>
internal static class SealedBytes
{
    /// <param name="files">The file system.</param>
    /// <param name="path">The file.</param>
    /// <param name="magic">Its first bytes.</param>
    /// <param name="content">Writes what follows.</param>
    /// <param name="rest">The end of the content, which may be large and is not copied.</param>
    public static void Write(IFileSystem files, string path, ReadOnlySpan<byte> magic, Action<StateWriter> content, ReadOnlyMemory<byte> rest = default)
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
    public static StateReader? TryRead(IFileSystem files, string path, ReadOnlySpan<byte> magic)
    {
        byte[] bytes;
        try
        {
            if (!files.FileExists(path)) return null;
            bytes = files.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        var length = bytes.Length - SHA256.HashSizeInBytes;
        if (length < magic.Length || !bytes.AsSpan().StartsWith(magic)) return null;
        if (!SHA256.HashData(bytes.AsSpan(0, length)).AsSpan().SequenceEqual(bytes.AsSpan(length))) return null;
        return new(bytes.AsMemory(magic.Length, length - magic.Length));
    }
}
