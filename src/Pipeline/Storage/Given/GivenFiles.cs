using System.Collections.Concurrent;
using System.Collections.Immutable;
using Pipelines.Model.Inputs.Given;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Storage.Files;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Storage.Given;

/// <summary>The files that an experiment names: relative to its own folder, hashed once; what is read later is held against that hash.</summary>
internal sealed class GivenFiles(IFileSystem files, string folder)
{
    private readonly ConcurrentDictionary<string, GivenFile> _known = new(StringComparer.Ordinal);

    /// <summary>The folder that paths are relative to.</summary>
    public string Folder { get; } = Path.GetFullPath(folder);

    /// <summary>The files that were asked for, by their paths.</summary>
    public IEnumerable<GivenFile> Known => _known.Values.OrderBy(f => f.Path, StringComparer.Ordinal);

    /// <summary>The file of a path, whether it exists or not; <c>FILE#PART</c> is a part of a file of arrays.</summary>
    /// <exception cref="IOException">It exists and cannot be read; the message begins with the path.</exception>
    public GivenFile Find(string path) => _known.GetOrAdd(path, Open);

    /// <summary>A file as figures read it: see <see cref="GivenTable.ReadLoose"/>.</summary>
    /// <exception cref="GivenFileException">It changed, cannot be read, or is no table; the message begins with the path.</exception>
    public LooseTable Loose(string path)
    {
        var member = PlaceOf(path).Member;
        return Find(path).MadeOfBytes(bytes => ForeignText.Read(() => ForeignText.Named(GivenTable.ReadLoose(bytes, member))));
    }

    private GivenFile Open(string path)
    {
        var (full, member) = PlaceOf(path);
        return Open(path, full, member);
    }

    /// <summary>The file on the disk, and the part of it.</summary>
    private (string Full, string? Member) PlaceOf(string path)
    {
        var full = Path.GetFullPath(Path.Combine(Folder, path));
        var part = path.LastIndexOf('#');
        return part > 0 && files.KindOf(full) == FileKind.Absent
            ? (Path.GetFullPath(Path.Combine(Folder, path[..part])), path[(part + 1)..])
            : (full, null);
    }

    private GivenFile Open(string path, string full, string? member) => files.KindOf(full) switch
    {
        FileKind.Regular => Regular(path, full, member),
        FileKind.Folder => Unreadable(path, "a folder"),
        FileKind.Special => Unreadable(path, "a named pipe, a device or a socket"),
        _ => Unreadable(path, null),
    };

    private static GivenFile Unreadable(string path, string? kind) =>
        new(path, null, () => throw Changed(path), _ => throw Changed(path), _ => throw Changed(path)) { Kind = kind };

    /// <remarks>A part is in the key like the bytes: two parts of one file are two files.</remarks>
    private GivenFile Regular(string path, string full, string? member)
    {
        try
        {
            using var stream = files.OpenRead(full);
            var content = Digest.Of(stream);
            byte[] Read() => Verified(path, full, content);
            var tables = new SharedTable(names => ForeignText.Read(() => ForeignText.Named(GivenTable.Read(Read(), member, names))));
            var identity = member is null ? content : Digest.Of(content.Hex, member);
            return new(path, identity, () => Read(), tables.Read, imagePart => ForeignText.Read(() => GivenArrays.Images(
                Read(), imagePart, member)))
            { Length = stream.Length };
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
    private sealed class SharedTable(Func<string?, NumericTable> read)
    {
        private readonly Lock _lock = new();
        private readonly WeakReference<NumericTable?> _kept = new(null);
        private string? _names;

        public NumericTable Read(string? names)
        {
            lock (_lock)
            {
                if (_kept.TryGetTarget(out var table) && _names == names) return table;
                table = read(names);
                _kept.SetTarget(table);
                _names = names;
                return table;
            }
        }
    }
}

/// <summary>Texts of somebody else's file, such as names of columns: no message that quotes them is split or shows a terminal anything but
/// text.</summary>
internal static class ForeignText
{
    /// <summary>Reads a file; what it says of the file is on one line.</summary>
    public static T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidDataException(UnsafeCharacters.OnOneLine(exception.Message), exception);
        }
    }

    /// <inheritdoc cref="Named(NumericTable)"/>
    public static LooseTable Named(LooseTable table)
    {
        var numbers = Named(table.Numbers);
        var shown = table.Numbers.Columns.Zip(numbers.Columns).ToDictionary(StringComparer.Ordinal);
        return new(numbers, table.Others.ToImmutableDictionary(
            c => shown[c.Key],
            c => new LooseTable.Texts(
                c.Value.Values.IsDefault ? default : [.. c.Value.Values.Select(UnsafeCharacters.OnOneLine)],
                UnsafeCharacters.OnOneLine(c.Value.Problem)),
            StringComparer.Ordinal));
    }

    /// <summary>The table under names that can be shown: what uses it later quotes them.</summary>
    /// <exception cref="InvalidDataException">Two names differ in nothing that can be shown.</exception>
    public static NumericTable Named(NumericTable table)
    {
        if (!table.Texts.IsDefault) table = table with { Texts = [.. table.Texts.Select(UnsafeCharacters.OnOneLine)] };
        ImmutableArray<string> shown = [.. table.Columns.Select(UnsafeCharacters.OnOneLine)];
        if (shown.SequenceEqual(table.Columns, StringComparer.Ordinal)) return table;
        var twice = shown.GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1);
        return twice is null
            ? table with { Columns = shown }
            : throw new InvalidDataException($"Two columns are named '{twice.Key}', but for characters that cannot be shown: rename one of them.");
    }
}
