using System.Collections.Immutable;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Storage;

/// <summary>The bytes at places of a store; segments stay open, because they are few and read again and again. Safe for concurrent use.</summary>
internal sealed class StoredBytes(IFileSystem files, StoreLayout layout, int wholeBytes) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Stream> _open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _lengths = new(StringComparer.Ordinal);
    private readonly HashSet<StoreRecord> _matched = new(ReferenceEqualityComparer.Instance);

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
    public StoredContent? TryOpen(StoreRecord record, ImmutableArray<TableSchema>? tables, out string problem)
    {
        StoredContent? content = null;
        try
        {
            content = Open(record.Place);
            problem = content?.Hash() is not { } hash ? "it ends too early"
                : hash != record.Content ? "its bytes are not those that were written"
                : Mismatch(content, record, tables);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problem = exception is FileNotFoundException or DirectoryNotFoundException
                ? "its file is gone"
                : $"it cannot be read: {exception.Message}";
        }
        if (problem.Length == 0) return content;
        content?.Dispose();
        return null;
    }

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

    /// <summary>What lies at a place, small contents in memory; null where the file ends before.</summary>
    private StoredContent? Open(Place place)
    {
        if (place.Length > wholeBytes) return new(files.OpenRead(layout.PathOf(place.File)), place.Offset, place.Length);
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
        }
    }
}
