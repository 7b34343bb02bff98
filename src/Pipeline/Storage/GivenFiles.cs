using System.Collections.Concurrent;
using System.Security.Cryptography;
using Pipelines.Model.Datasets.Given;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Storage;

/// <summary>The files that an experiment names: relative to its own folder, hashed once; what is read later is held against that hash.</summary>
public sealed class GivenFiles(IFileSystem files, string folder)
{
    private readonly ConcurrentDictionary<string, GivenFile> _known = new(StringComparer.Ordinal);

    /// <summary>The folder that paths are relative to.</summary>
    public string Folder { get; } = Path.GetFullPath(folder);

    /// <summary>The files that were asked for, by their paths.</summary>
    public IEnumerable<GivenFile> Known => _known.Values.OrderBy(f => f.Path, StringComparer.Ordinal);

    /// <summary>The file of a path, whether it exists or not.</summary>
    /// <exception cref="IOException">It exists and cannot be read; the message begins with the path.</exception>
    public GivenFile Find(string path) => _known.GetOrAdd(path, Open);

    private GivenFile Open(string path)
    {
        var full = Path.GetFullPath(Path.Combine(Folder, path));
        return files.KindOf(full) switch
        {
            FileKind.Regular => Regular(path, full),
            FileKind.Folder => Unreadable(path, "a folder"),
            FileKind.Special => Unreadable(path, "a named pipe, a device or a socket"),
            _ => Unreadable(path, null),
        };
    }

    private static GivenFile Unreadable(string path, string? kind) => new(path, null, () => throw Changed(path), () => throw Changed(path)) { Kind = kind };

    private GivenFile Regular(string path, string full)
    {
        try
        {
            using var stream = files.OpenRead(full);
            var content = Digest.FromHash(SHA256.HashData(stream));
            var tables = new SharedTable(() => GivenTable.Read(Verified(path, full, content)));
            return new(path, content, () => Verified(path, full, content), tables.Read) { Length = stream.Length };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{path}: {exception.Message}", exception);
        }
    }

    /// <summary>The bytes, which are those that the keys were made of.</summary>
    private byte[] Verified(string path, string full, Digest content)
    {
        try
        {
            var bytes = files.KindOf(full) == FileKind.Regular ? files.ReadAllBytes(full) : throw Changed(path);
            return Digest.Of(bytes) == content ? bytes : throw Changed(path);
        }
        catch (FileNotFoundException exception)
        {
            throw new GivenFileException(Changed(path).Message, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new GivenFileException($"{path}: {exception.Message}", exception);
        }
    }

    private static GivenFileException Changed(string path) => new($"{path} changed while the run was at work: run again.");

    /// <summary>A table that is parsed once for all who want it at a time, and kept no longer than somebody has it.</summary>
    private sealed class SharedTable(Func<NumericTable> read)
    {
        private readonly Lock _lock = new();
        private readonly WeakReference<NumericTable?> _kept = new(null);

        public NumericTable Read()
        {
            lock (_lock)
            {
                if (_kept.TryGetTarget(out var table)) return table;
                table = read();
                _kept.SetTarget(table);
                return table;
            }
        }
    }
}
