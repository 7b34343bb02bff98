using System.Collections.Immutable;
using Pipelines.Stages;
using Pipelines.Stages.States;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Storage;

/// <summary>The bytes of one result: in memory, or in an open file, which stays the one that was hashed whatever happens to its name,
/// or, where it was closed meanwhile, one that was hashed again and has the same bytes.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class StoredContent : IDisposable
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly OpenFile? _file;
    private readonly long _start;

    public StoredContent(ReadOnlyMemory<byte> bytes) => (_bytes, Length) = (bytes, bytes.Length);

    /// <param name="file">An open file, which belongs to the content from now on.</param>
    /// <param name="start">Position of the first byte.</param>
    /// <param name="length">Number of bytes; the file may end before.</param>
    /// <param name="again">Opens the same bytes for whoever reads on after it was closed; null where nobody does.</param>
    public StoredContent(Stream file, long start, long length, Func<Stream>? again = null)
        : this(new OpenFile(file, again), start, length)
    {
    }

    private StoredContent(OpenFile file, long start, long length) => (_file, _start, Length) = (file, start, length);

    public long Length { get; }

    /// <summary>Some of the bytes, of the same open file; closing either closes both.</summary>
    public StoredContent Slice(long start, long length) =>
        _file is null ? new(_bytes.Slice((int)start, (int)length)) : new(_file, _start + start, length);

    /// <summary>Reads from a position on; any number of readers may be at work.</summary>
    public StateReader Reader(long position = 0) => _file is null
        ? new(_bytes[(int)position..])
        : new(new Part(this, position), Length - position);

    /// <summary>SHA-256 of all bytes; null where the file ends too early.</summary>
    public Digest? Hash()
    {
        if (_file is null) return Digest.Of(_bytes.Span);
        var all = new Part(this, 0);
        var digest = Digest.Of(all);
        return all.Position == Length ? digest : null;
    }

    /// <exception cref="EndOfStreamException">The file ends too early.</exception>
    public void CopyTo(Stream output)
    {
        if (_file is null) output.Write(_bytes.Span);
        else
        {
            var all = new Part(this, 0);
            all.CopyTo(output);
            if (all.Position < Length) throw new EndOfStreamException("A stored result ends too early.");
        }
    }

    public void Dispose() => _file?.Dispose();

    /// <summary>Closes the file; false where somebody reads from it at this moment.</summary>
    public bool TryClose() => _file?.TryClose() != false;

    /// <summary>A file that many read from, each where it stands.</summary>
    private sealed class OpenFile(Stream file, Func<Stream>? again) : IDisposable
    {
        private readonly Lock _lock = new();
        private Stream? _file = file;

        public int Read(long position, Span<byte> bytes)
        {
            lock (_lock)
            {
                _file ??= again?.Invoke() ?? throw new ObjectDisposedException(nameof(StoredContent));
                _file.Seek(position, SeekOrigin.Begin);
                return _file.Read(bytes);
            }
        }

        public bool TryClose()
        {
            if (!_lock.TryEnter()) return false;
            try
            {
                _file?.Dispose();
                _file = null;
                return true;
            }
            finally
            {
                _lock.Exit();
            }
        }

        public void Dispose()
        {
            lock (_lock)
            {
                _file?.Dispose();
                _file = null;
            }
        }
    }

    /// <summary>One reader's view, with a position of its own.</summary>
    private sealed class Part(StoredContent content, long position) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => content.Length;

        public override long Position { get; set; } = position;

        public override int Read(Span<byte> buffer)
        {
            var count = content._file!.Read(content._start + Position, buffer[..(int)Math.Min(buffer.Length, Length - Position)]);
            Position += count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override long Seek(long offset, SeekOrigin origin) =>
            Position = offset + (origin == SeekOrigin.Current ? Position : origin == SeekOrigin.End ? Length : 0);

        public override void Flush()
        {
        }

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}

/// <summary>Where the values of a column lie in the bytes of a result.</summary>
/// <param name="Start">Position of the first, in bytes.</param>
/// <param name="Type">Their type.</param>
internal sealed record ColumnPlace(long Start, ColumnType Type);

/// <summary>The rows of a table in the form of <see cref="TableForm"/>, read where they lie: memory holds a piece of each column.</summary>
/// <param name="content">The bytes, which were hashed.</param>
/// <param name="columns">Where the columns are.</param>
/// <param name="rows">Number of values of each.</param>
internal sealed class StoredRows(StoredContent content, ImmutableArray<ColumnPlace> columns, int rows) : IStoredRows
{
    public int Rows => rows;

    public IEnumerable<ImmutableArray<Column>> Read(ImmutableArray<int> columns, int most)
    {
        var readers = columns.Select(Open).ToList();
        for (var left = rows; left > 0; left -= most) yield return [.. readers.Select(r => Next(r, Math.Min(left, most)))];
    }

    private (StateReader Reader, ColumnType Type) Open(int column) => (content.Reader(columns[column].Start), columns[column].Type);

    /// <summary>What cannot be read now was right when it was hashed: somebody writes into the file.</summary>
    private static Column Next((StateReader Reader, ColumnType Type) column, int count)
    {
        try
        {
            return TableForm.Read(column.Reader, column.Type, count);
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
        {
            throw new DamagedArtifactException("A stored result was changed while it was read.", exception);
        }
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
