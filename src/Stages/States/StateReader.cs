using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Pipelines.Stages.States;

/// <summary>Reads what <see cref="StateWriter"/> wrote, in the same order.</summary>
/// <remarks>Every read may throw <see cref="InvalidDataException"/>: the bytes end too early or hold no such value.</remarks>
public sealed class StateReader
{
    private const int PieceBytes = 1 << 16;

    private readonly Stream? _input;
    private readonly long _length;
    private byte[] _buffer = [];
    private ReadOnlyMemory<byte> _window;
    private long _windowStart;
    private int _next;

    public StateReader(ReadOnlyMemory<byte> bytes) => (_window, _length) = (bytes, bytes.Length);

    /// <param name="input">Gives the bytes in pieces, from where it stands; nobody else may use it meanwhile.</param>
    /// <param name="length">Number of bytes.</param>
    public StateReader(Stream input, long length) => (_input, _length) = (input, length);

    /// <summary>Bytes that were read or skipped.</summary>
    public long Position => _windowStart + _next;

    public bool IsAtEnd => Position == _length;

    /// <summary>What follows, where the bytes are in memory.</summary>
    public ReadOnlyMemory<byte> Rest => _input is null ? _window[_next..] : throw new InvalidOperationException("The bytes are not in memory.");

    public long Integer() => BinaryPrimitives.ReadInt64LittleEndian(Raw(sizeof(long)));

    public double Number() => BitConverter.Int64BitsToDouble(Integer());

    public bool Flag() => Raw(1)[0] switch
    {
        0 => false,
        1 => true,
        _ => throw new InvalidDataException("The bytes hold no truth value."),
    };

    public string Text() => Encoding.UTF8.GetString(Raw(Count(1)));

    /// <summary>So many bytes; valid until the next read.</summary>
    public ReadOnlySpan<byte> Raw(int length)
    {
        Require(length);
        if (_window.Length - _next < length) Fill(length);
        var span = _window.Span.Slice(_next, length);
        _next += length;
        return span;
    }

    /// <summary>What <see cref="StateWriter.Values"/> wrote.</summary>
    public ImmutableArray<T> Values<T>()
        where T : unmanaged => Numbers<T>(Count(Unsafe.SizeOf<T>()));

    /// <summary>So many plain numbers without their count.</summary>
    public ImmutableArray<T> Numbers<T>(int count)
        where T : unmanaged
    {
        Require((long)count * Unsafe.SizeOf<T>());
        var values = new T[count];
        CopyTo(MemoryMarshal.AsBytes(values.AsSpan()));
        return ImmutableCollectionsMarshal.AsImmutableArray(values);
    }

    public T? Optional<T>(Func<T> read)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(read);
        return Flag() ? read() : null;
    }

    /// <summary>A count of items that the remaining bytes can hold: damaged bytes do not make anybody allocate.</summary>
    public int Count(int bytesPerItem)
    {
        var count = Integer();
        return count is >= 0 and <= int.MaxValue && count <= (_length - Position) / Math.Max(1, bytesPerItem)
            ? (int)count
            : throw new InvalidDataException("The bytes end before the values that they announce.");
    }

    public void Skip(long length)
    {
        Require(length);
        if (length <= _window.Length - _next)
        {
            _next += (int)length;
            return;
        }
        var position = Position + length;
        _input!.Seek(length - (_window.Length - _next), SeekOrigin.Current);
        (_window, _windowStart, _next) = (default, position, 0);
    }

    private void Require(long length)
    {
        if (length < 0 || length > _length - Position) throw new InvalidDataException("The bytes end too early.");
    }

    /// <summary>Large arrays are filled without a detour.</summary>
    private void CopyTo(Span<byte> bytes)
    {
        var ready = Math.Min(bytes.Length, _window.Length - _next);
        Raw(ready).CopyTo(bytes);
        bytes = bytes[ready..];
        if (bytes.Length < PieceBytes)
        {
            Raw(bytes.Length).CopyTo(bytes);
            return;
        }
        var position = Position + bytes.Length;
        ReadInto(bytes, bytes.Length);
        (_window, _windowStart, _next) = (default, position, 0);
    }

    /// <summary>Makes so many bytes ready, and more where there are.</summary>
    private void Fill(int length)
    {
        var (position, ready) = (Position, _window.Length - _next);
        var buffer = length <= _buffer.Length ? _buffer : new byte[Math.Max(length, (int)Math.Min(PieceBytes, _length - position))];
        _window.Span[_next..].CopyTo(buffer);
        var most = (int)Math.Min(buffer.Length, _length - position);
        var read = ReadInto(buffer.AsSpan(ready, most - ready), length - ready);
        (_buffer, _window, _windowStart, _next) = (buffer, buffer.AsMemory(0, ready + read), position, 0);
    }

    private int ReadInto(Span<byte> bytes, int least)
    {
        var read = _input!.ReadAtLeast(bytes, least, throwOnEndOfStream: false);
        return read >= least ? read : throw new InvalidDataException("The bytes end too early.");
    }
}
