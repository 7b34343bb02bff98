using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Pipelines.Stages.States;

/// <summary>Reads what <see cref="StateWriter"/> wrote, in the same order.</summary>
/// <remarks>Every read may throw <see cref="InvalidDataException"/>: the bytes end too early or hold no such value.</remarks>
public sealed class StateReader(ReadOnlyMemory<byte> bytes)
{
    private int _position;

    public bool IsAtEnd => _position == bytes.Length;

    public long Integer() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    public double Number() => BitConverter.Int64BitsToDouble(Integer());

    public bool Flag() => Take(1)[0] switch
    {
        0 => false,
        1 => true,
        _ => throw new InvalidDataException("The bytes hold no truth value."),
    };

    public string Text() => Encoding.UTF8.GetString(Take(Count(1)));

    public ReadOnlySpan<byte> Raw(int length) => Take(length);

    /// <summary>What <see cref="StateWriter.Values"/> wrote.</summary>
    public ImmutableArray<T> Values<T>()
        where T : unmanaged
    {
        var count = Count(Unsafe.SizeOf<T>());
        var values = new T[count];
        Take(count * Unsafe.SizeOf<T>()).CopyTo(MemoryMarshal.AsBytes(values.AsSpan()));
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
        return count >= 0 && count <= (bytes.Length - _position) / Math.Max(1, bytesPerItem)
            ? (int)count
            : throw new InvalidDataException("The bytes end before the values that they announce.");
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length < 0 || length > bytes.Length - _position) throw new InvalidDataException("The bytes end too early.");
        var span = bytes.Span.Slice(_position, length);
        _position += length;
        return span;
    }
}
