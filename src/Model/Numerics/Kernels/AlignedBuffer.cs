using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pipelines.Model.Numerics.Kernels;

/// <summary>Scratch numbers that start on a cache line, so that no vector load is split over two lines.</summary>
internal sealed class AlignedBuffer<T>
    where T : unmanaged
{
    private const int Alignment = 64;

    /// <summary>Bytes from which on it is worth an immovable array, which lives until a full collection: there may be many small ones.</summary>
    private const int LargeBytes = 32 << 10;

    private readonly T[] _array;
    private readonly int _start;

    public AlignedBuffer(int length)
        : this(length, Allocate(length))
    {
    }

    private AlignedBuffer(int length, (T[] Array, int Start) place) => (Length, _array, _start) = (length, place.Array, place.Start);

    public int Length { get; }

    public Span<T> Span => _array.AsSpan(_start, Length);

    /// <summary>A buffer that is aligned only where it is large.</summary>
    public static AlignedBuffer<T> IfLarge(int length) => new(length, AllocateIfLarge(length));

    /// <summary>Zeros in an array that stays where it is, and the index of the first on a cache line; there is room for as many numbers from
    /// there.</summary>
    public static (T[] Array, int Start) Allocate(int length)
    {
        var array = GC.AllocateArray<T>(length + (Alignment / Unsafe.SizeOf<T>()), pinned: true);
        var address = (ulong)Marshal.UnsafeAddrOfPinnedArrayElement(array, 0);
        return (array, (int)((0 - address) % Alignment) / Unsafe.SizeOf<T>());
    }

    /// <summary>The same where it is large, else zeros anywhere.</summary>
    public static (T[] Array, int Start) AllocateIfLarge(int length) =>
        (long)length * Unsafe.SizeOf<T>() >= LargeBytes ? Allocate(length) : (new T[length], 0);
}
