using System.Buffers;

namespace Parquet.Pages;

/// <summary>The bytes of one column chunk, read ahead in blocks; never beyond the chunk.</summary>
internal sealed class ChunkBytes : IDisposable
{
    private const int BlockSize = 1 << 20;

    private readonly Stream _stream;
    private readonly long _end;
    private byte[] _buffer;
    private long _next;
    private int _first;
    private int _count;

    public ChunkBytes(Stream stream, long start, long length)
    {
        _stream = stream;
        _next = start;
        _end = start + length;
        _buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(length, BlockSize));
    }

    /// <summary>Bytes of the chunk not yet consumed.</summary>
    public long Remaining => _end - _next + _count;

    /// <summary>At least so many unconsumed bytes, valid until the next call; fewer are an error.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> PeekAsync(int count, CancellationToken cancellationToken)
    {
        if (count > Remaining) throw new ParquetException($"A column chunk ends {count - Remaining} bytes too early.");
        if (count > _count) await FillAsync(count, cancellationToken).ConfigureAwait(false);
        return _buffer.AsMemory(_first, _count);
    }

    public void Consume(int count)
    {
        _first += count;
        _count -= count;
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    private async ValueTask FillAsync(int count, CancellationToken cancellationToken)
    {
        MakeRoom(count);
        _stream.Position = _next;
        var wanted = (int)Math.Min(_buffer.Length - _count, _end - _next);
        var read = await _stream.ReadAtLeastAsync(_buffer.AsMemory(_count, wanted), count - _count, throwOnEndOfStream: false, cancellationToken)
            .ConfigureAwait(false);
        _next += read;
        _count += read;
        if (_count < count) throw new ParquetException("The file ends within a column chunk.");
    }

    private void MakeRoom(int count)
    {
        var unread = _buffer.AsSpan(_first, _count);
        if (count <= _buffer.Length)
        {
            unread.CopyTo(_buffer);
        }
        else
        {
            var larger = ArrayPool<byte>.Shared.Rent(count);
            unread.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }
        _first = 0;
    }
}
