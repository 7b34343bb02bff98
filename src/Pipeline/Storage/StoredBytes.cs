using System.Collections.Immutable;
using Pipelines.Pipeline.Storage.Files;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Storage;

/// <summary>The bytes at places of a store. Segments stay open, because they are few and read again and again, and so do some files of long results,
/// each of which is hashed once while it stays as it is. Safe for concurrent use.</summary>
internal sealed class StoredBytes(IFileSystem files, StoreLayout layout, int wholeBytes) : IDisposable
{
    /// <summary>Files of long results that are open at a time.</summary>
    private const int MostHeld = 32;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Stream> _open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _lengths = new(StringComparer.Ordinal);
    private readonly HashSet<StoreRecord> _matched = new(ReferenceEqualityComparer.Instance);

    /// <summary>The one that was asked for last stands at the end.</summary>
    private readonly List<Held> _held = [];

    /// <summary>A long result that was hashed.</summary>
    /// <param name="Record">What was asked for.</param>
    /// <param name="Content">Its bytes.</param>
    /// <param name="Written">When its file was written.</param>
    private sealed record Held(StoreRecord Record, StoredContent Content, DateTimeOffset Written);

    /// <summary>Forgets how long files were: others may have grown, or gone.</summary>
    public void Refresh()
    {
        lock (_lock) _lengths.Clear();
    }

    /// <summary>The file of a place is there and long enough.</summary>
    public bool Reaches(Place place)
    {
        lock (_lock)
        {
            if (_lengths.TryGetValue(place.File, out var length) && place.Offset + place.Length <= length) return true;
            var path = layout.PathOf(place.File);
            if (!files.FileExists(path)) return false;
            try
            {
                using var stream = files.OpenRead(path);
                _lengths[place.File] = stream.Length;
                return place.Offset + place.Length <= stream.Length;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // What cannot be read now is as good as absent: it is computed again.
                return false;
            }
        }
    }

    /// <summary>The bytes of a record, hashed and compared with it, or null with the reason: they cannot be read or are not those that were
    /// written.</summary>
    /// <param name="record">The record.</param>
    /// <param name="tables">The tables of its key; null where nobody knows them.</param>
    /// <param name="problem">Empty where there is none.</param>
    public StoredContent? TryOpen(StoreRecord record, ImmutableArray<TableSchema>? tables, out string problem) =>
        TryOpen(record, tables, out problem, null);

    private StoredContent? TryOpen(StoreRecord record, ImmutableArray<TableSchema>? tables, out string problem, Func<Stream>? again)
    {
        StoredContent? content = null;
        try
        {
            content = Open(record.Place, again);
            problem = content?.Hash() is not { } hash ? "it ends too early"
                : hash != record.Content ? "its bytes are not those that were written"
                : Mismatch(content, record, tables);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problem = Unreadable(exception);
        }
        if (problem.Length == 0) return content;
        content?.Dispose();
        return null;
    }

    private static string Unreadable(Exception exception) => exception is FileNotFoundException or DirectoryNotFoundException
        ? "its file is gone"
        : $"it cannot be read: {exception.Message}";

    /// <summary>Looked at once: the same bytes say the same of themselves.</summary>
    private string Mismatch(StoredContent content, StoreRecord record, ImmutableArray<TableSchema>? tables)
    {
        if (tables is null) return Artifact.Mismatch(content, record, null);
        lock (_lock)
        {
            if (_matched.Contains(record)) return "";
        }
        var problem = Artifact.Mismatch(content, record, tables);
        lock (_lock)
        {
            if (problem.Length == 0) _matched.Add(record);
        }
        return problem;
    }

    /// <summary>The same for whoever reads it and does not close it: a long result is hashed once, and its file is closed when others were asked for
    /// since, or with the store. Who reads on then has it hashed again.</summary>
    public StoredContent? TryHold(StoreRecord record, ImmutableArray<TableSchema>? tables, out string problem)
    {
        if (record.Place.Length <= wholeBytes) return TryOpen(record, tables, out problem);
        try
        {
            var written = files.LastWritten(layout.PathOf(record.Place.File));
            if (HeldOf(record) is { } known && known.Written == written)
            {
                problem = Mismatch(known.Content, record, tables);
                return problem.Length == 0 ? known.Content : null;
            }
            StoredContent? content = null;
            content = TryOpen(record, tables, out problem, () => Again(record, content!));
            if (content is not null) Hold(new(record, content, written));
            return content;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problem = Unreadable(exception);
            return null;
        }
    }

    private Held? HeldOf(StoreRecord record)
    {
        lock (_lock)
        {
            var found = _held.FindLast(h => h.Record == record);
            if (found is null) return null;
            _held.Remove(found);
            _held.Add(found);
            return found;
        }
    }

    /// <summary>Keeps a file open, and closes others that nobody reads at this moment.</summary>
    private void Hold(Held held)
    {
        Held[] others;
        lock (_lock)
        {
            _held.RemoveAll(h => h.Content == held.Content);
            others = [.. _held.Where((h, i) => h.Record == held.Record || i < _held.Count + 1 - MostHeld)];
            _held.Add(held);
        }

        // Not under the lock: whoever reads on in a file that was closed holds that file, and wants the lock.
        var closed = others.Where(o => o.Content.TryClose()).ToList();
        lock (_lock) _held.RemoveAll(closed.Contains);
    }

    /// <summary>Opens a long result for a reader that was at work on it when its file was closed.</summary>
    /// <exception cref="InvalidDataException">It is not there any more as it was.</exception>
    private Stream Again(StoreRecord record, StoredContent content)
    {
        var path = layout.PathOf(record.Place.File);
        var written = files.LastWritten(path);
        Stream? stream = null;
        var isSame = false;
        try
        {
            stream = files.OpenRead(path);
            isSame = new StoredContent(stream, record.Place.Offset, record.Place.Length).Hash() == record.Content;
            if (!isSame) throw new InvalidDataException($"{path} has other bytes.");
            Hold(new(record, content, written));
            return stream;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{path} cannot be read any more: {exception.Message}", exception);
        }
        finally
        {
            if (!isSame) stream?.Dispose();
        }
    }

    /// <summary>What lies at a place, small contents in memory; null where the file ends before.</summary>
    private StoredContent? Open(Place place, Func<Stream>? again)
    {
        if (place.Length > wholeBytes) return new(files.OpenRead(layout.PathOf(place.File)), place.Offset, place.Length, again);
        lock (_lock)
        {
            if (!_open.TryGetValue(place.File, out var stream))
            {
                stream = files.OpenRead(layout.PathOf(place.File));

                // A file of one result is read once.
                if (place.File.StartsWith("segments/", StringComparison.Ordinal)) _open[place.File] = stream;
            }
            try
            {
                var bytes = new byte[place.Length];
                stream.Seek(place.Offset, SeekOrigin.Begin);
                return stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length ? new(bytes) : null;
            }
            finally
            {
                if (!_open.ContainsKey(place.File)) stream.Dispose();
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var stream in _open.Values) stream.Dispose();
            _open.Clear();
            foreach (var held in _held) held.Content.Dispose();
            _held.Clear();
        }
    }
}
