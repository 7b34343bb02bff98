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

    /// <summary>A buffer of whatever the memory holds, for who writes every number before it is read.</summary>
    public static AlignedBuffer<T> Uncleared(int length) => new(length, Aligned(GC.AllocateUninitializedArray<T>(WithRoom(length), pinned: true)));

    /// <summary>A buffer that is aligned only where it is large.</summary>
    public static AlignedBuffer<T> IfLarge(int length) => new(length, AllocateIfLarge(length));

    /// <summary>Zeros in an array that stays where it is, and the index of the first on a cache line; there is room for as many numbers from
    /// there.</summary>
    public static (T[] Array, int Start) Allocate(int length) => Aligned(GC.AllocateArray<T>(WithRoom(length), pinned: true));

    /// <summary>The same where it is large, else zeros anywhere.</summary>
    public static (T[] Array, int Start) AllocateIfLarge(int length) =>
        (long)length * Unsafe.SizeOf<T>() >= LargeBytes ? Allocate(length) : (new T[length], 0);

    private static int WithRoom(int length) => length + (Alignment / Unsafe.SizeOf<T>());

    private static (T[] Array, int Start) Aligned(T[] pinned)
    {
        var address = (ulong)Marshal.UnsafeAddrOfPinnedArrayElement(pinned, 0);
        return (pinned, (int)((0 - address) % Alignment) / Unsafe.SizeOf<T>());
    }
}
