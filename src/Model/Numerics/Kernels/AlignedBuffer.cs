using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pipelines.Model.Numerics.Kernels;

/// <summary>Scratch numbers that start on a cache line, so that no vector load is split over two lines.</summary>
internal sealed class AlignedBuffer<T>
    where T : unmanaged
{
    private const int Alignment = 64;
    private readonly T[] _array;
    private readonly int _start;

    public AlignedBuffer(int length)
    {
        Length = length;
        (_array, _start) = Allocate(length);
    }

    public int Length { get; }

    /// <summary>Zeros in an array that stays where it is, and the index of the first on a cache line; there is room for as many numbers from there.</summary>
    public static (T[] Array, int Start) Allocate(int length)
    {
        var array = GC.AllocateArray<T>(length + (Alignment / Unsafe.SizeOf<T>()), pinned: true);
        var address = (ulong)Marshal.UnsafeAddrOfPinnedArrayElement(array, 0);
        return (array, (int)((0 - address) % Alignment) / Unsafe.SizeOf<T>());
    }

    public Span<T> Span => _array.AsSpan(_start, Length);
}
