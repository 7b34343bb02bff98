using System.Collections.Immutable;
using Pipelines.Pipeline.Storage.Files;
using Pipelines.Stages;
using Pipelines.Stages.States;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Storage;

/// <summary>The rows that a stage under way has given so far: the last ones in memory, the others in a file beside its checkpoints.</summary>
/// <remarks>
/// The file is appended to in chunks and made durable before a checkpoint speaks of them. A later process reads the chunks where they are and writes
/// to a file of its own. Whoever reads a chunk compares its digest first. Not safe for concurrent use.
/// </remarks>
/// <param name="files">The file system.</param>
/// <param name="folder">Of the checkpoints.</param>
/// <param name="name">Gives the name of a file that nobody has.</param>
/// <param name="most">Bytes of rows that are held in memory, but for the rows that came last.</param>
internal sealed class RowSpool(IFileSystem files, string folder, Func<string> name, int most)
{
    private const int RowsAtOnce = 1 << 14;

    /// <summary>So many tables are kept as they came: a stage that gives few rows has no use for columns that grow.</summary>
    private const int FewTables = 32;

    private readonly List<Chunk> _chunks = [];
    private readonly List<Table> _few = [];
    private readonly List<TableSchema> _schemas = [];
    private readonly Dictionary<string, TableBuilder> _rows = new(StringComparer.Ordinal);
    private long _bytes;
    private readonly Dictionary<string, StoredContent> _reading = new(StringComparer.Ordinal);
    private Stream? _file;
    private string _fileName = "";
    private long _written;

    /// <summary>Rows in a file.</summary>
    private sealed record Chunk(string File, long Start, long Length, Digest Content);

    /// <summary>Some rows are in files.</summary>
    public bool HasFiles => _chunks.Count > 0;

    /// <summary>Appends rows, which are in memory, to the tables of their names.</summary>
    public void Append(ImmutableArray<Table> rows)
    {
        _few.AddRange(rows);
        if (_few.Count > FewTables || _few.Sum(t => BytesOf(t, 0, t.Rows)) >= most) Pour();
    }

    /// <summary>All rows; nothing may be appended afterwards. What lies in files is read there, until <see cref="Close"/>.</summary>
    /// <exception cref="IOException">What lies in a file is not what was written.</exception>
    public TableSet Take()
    {
        if (_schemas.Count == 0 && !HasFiles) return TableSet.Join(_few);
        Pour();
        if (!HasFiles) return new([.. _schemas.Select(s => _rows[s.Name].Take())]);
        if (_bytes > 0) Spill();
        Close();
        var parts = _chunks.SelectMany(c => TableForm.Find(Open(c, _reading), 0, [.. _schemas], _ => true).Tables)
            .ToLookup(t => t.Name, t => t.Stored);
        return new([.. _schemas.Select(s => new Table(s, new JoinedRows([.. parts[s.Name]])))]);
    }

    /// <summary>Writes everything that <see cref="Load"/> needs, once what is in files is durable.</summary>
    public void Save(StateWriter writer)
    {
        if (_schemas.Count > 0) Pour();
        if (_file is not null)
        {
            files.Sync(_file);
            files.SyncFolder(folder);
        }

        // A state without chunks is what it always was: the tables.
        if (HasFiles)
        {
            writer.Integer(-_chunks.Count);
            Span<byte> hash = stackalloc byte[32];
            foreach (var chunk in _chunks)
            {
                writer.Text(chunk.File);
                writer.Integer(chunk.Start);
                writer.Integer(chunk.Length);
                chunk.Content.CopyTo(hash);
                writer.Raw(hash);
            }
        }
        TableForm.Write(writer, _schemas.Count == 0 ? TableSet.Join(_few) : new([.. _schemas.Select(s => _rows[s.Name].Copy())]));
    }

    /// <summary>Goes on from what was saved.</summary>
    /// <returns>Number of bytes that were read.</returns>
    /// <exception cref="InvalidDataException">It is no such state, or the files are not as they were.</exception>
    public long Load(ReadOnlyMemory<byte> state, ImmutableArray<TableSchema> schemas)
    {
        var (reader, start) = (new StateReader(state), 0L);
        if (reader.Integer() is < 0 and >= -int.MaxValue and var count)
        {
            for (; count < 0; count++) _chunks.Add(new(reader.Text(), reader.Integer(), reader.Integer(), Digest.FromHash(reader.Raw(32))));
            start = reader.Position;
        }
        reader = new(state[(int)start..]);
        Append(TableForm.Read(reader, schemas).Tables);
        var open = new Dictionary<string, StoredContent>(StringComparer.Ordinal);
        try
        {
            foreach (var chunk in _chunks) Open(chunk, open);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException(exception.Message, exception);
        }
        finally
        {
            foreach (var file in open.Values) file.Dispose();
        }
        return start + reader.Position;
    }

    /// <summary>Forgets everything; the files stay.</summary>
    public void Clear()
    {
        Close();
        _chunks.Clear();
        _few.Clear();
        _schemas.Clear();
        _rows.Clear();
        _bytes = 0;
    }

    /// <summary>Nothing is appended any more, and nothing is read.</summary>
    public void Close()
    {
        _file?.Dispose();
        _file = null;
        foreach (var file in _reading.Values) file.Dispose();
        _reading.Clear();
    }

    /// <summary>Moves the tables that were kept as they came into columns that grow, and those into the file where they are too many.</summary>
    private void Pour()
    {
        foreach (var table in _few)
        {
            if (!_rows.TryGetValue(table.Name, out var builder))
            {
                _schemas.Add(table.Schema);
                _rows[table.Name] = builder = new(table.Schema);
            }
            for (var start = 0; start < table.Rows; start += RowsAtOnce)
            {
                var rows = Math.Min(RowsAtOnce, table.Rows - start);
                builder.Append([], table.Columns, start, rows);
                _bytes += BytesOf(table, start, rows);
                if (_bytes >= most) Spill();
            }
        }
        _few.Clear();
    }

    private void Spill()
    {
        if (_file is null)
        {
            (_fileName, _written) = (name(), 0);
            DurableFolder.Create(files, folder);
            _file = files.CreateNew(Path.Combine(folder, _fileName));
        }
        using var hashed = new HashingStream(_file);
        var writer = new StateWriter(hashed);
        TableForm.Write(writer, new([.. _schemas.Select(s => _rows[s.Name].Take())]));
        writer.Flush();
        _chunks.Add(new(_fileName, _written, hashed.Length, hashed.Digest()));
        (_written, _bytes) = (_written + hashed.Length, 0);
    }

    /// <param name="chunk">The chunk.</param>
    /// <param name="open">Files that are open: one each, however many chunks it has.</param>
    private StoredContent Open(Chunk chunk, Dictionary<string, StoredContent> open)
    {
        if (!StoreNames.IsRows(chunk.File)) throw new InvalidDataException("No file of rows has such a name.");
        var path = Path.Combine(folder, chunk.File);
        if (!open.TryGetValue(chunk.File, out var file)) open[chunk.File] = file = new StoredContent(files.OpenRead(path), 0, long.MaxValue);
        var content = file.Slice(chunk.Start, chunk.Length);
        return content.Hash() == chunk.Content
            ? content
            : throw new IOException($"{path} has not the bytes that were written: run again, and the stage starts anew.");
    }

    private static long BytesOf(Table table, int start, int rows)
    {
        var bytes = 8L * rows * table.Columns.Length;
        foreach (var column in table.Columns)
        {
            if (column is not Column.Texts { Values: var texts }) continue;
            foreach (var text in texts.AsSpan(start, rows)) bytes += 24 + (2 * text.Length);
        }
        return bytes;
    }
}

/// <summary>The rows of several parts, one after the other.</summary>
internal sealed class JoinedRows(ImmutableArray<IStoredRows> parts) : IStoredRows
{
    public int Rows { get; } = parts.Sum(p => (long)p.Rows) is <= int.MaxValue and var rows
        ? (int)rows
        : throw new InvalidDataException($"A table has at most {int.MaxValue} rows: record fewer steps or neurons.");

    public IEnumerable<ImmutableArray<Column>> Read(ImmutableArray<int> columns, int most) => parts.SelectMany(p => p.Read(columns, most));
}
