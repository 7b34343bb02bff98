using Pipelines.Stages;
using Pipelines.Stages.States;

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
